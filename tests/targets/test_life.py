"""The whole life of an environment on target google, which a cloud of this machine answers: doctor, bootstrap, up,
drift, audit, promote, down, up again; and nobody's token stands anywhere afterwards.

Through the wire alone: landfast as a person types it, Google's own clients, Terraform with its states in a bucket. The
project is lived in by an account that has the roles of `doctor --roles`, and no other. LANDFAST_LIFE=1 has it run.
"""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import generated
import pytest
from lived import SEED, Lived, lived, made_project, stands
from registry_programs import programs

pytestmark = [pytest.mark.long, pytest.mark.heavy]

CI = "serviceAccount:ci@acme-seed.iam.gserviceaccount.com"
LIFE = "LANDFAST_LIFE"
PLANTED = "planted-s3cret"
NEW = """
name: clinic
residency: {area: eu, region: europe-west4}
controller: {organisation: A GmbH, dpo: a@b.example, purpose: churn, legal_basis: contract,
             data_subjects: [customers], data_categories: [behavioural]}
google: {organization: "123456789012", billing_account: 0A0A0A-0B0B0B-0C0C0C, quota_project: acme-seed}
environments: {dev: {}, prod: {approval: true, protected: false}}
"""
LIFTED = ("gcp.resourceLocations", "gcp.restrictNonCmekServices")
SERVICES = ("cloudbilling", "cloudresourcemanager", "iam", "cloudkms", "serviceusage", "storage")


def test_a_whole_life(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a project that landfast makes."""
    if not os.environ.get(LIFE):
        pytest.skip(f"{LIFE} is not set: a life takes two minutes of a processor, and is left out here")
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "landfast.yaml").write_text(NEW)
    environ = planted(tmp_path, monkeypatch)
    with lived(folder, CI, environ, stand_in=True) as life:
        born(life)
        lives(life, "clinic-dev")
        promoted(life, "clinic-prod", tmp_path)
        goes(life, "clinic-dev")
        tokens = [life.owner.environ["GOOGLE_OAUTH_ACCESS_TOKEN"], life.member.environ["GOOGLE_OAUTH_ACCESS_TOKEN"]]
        nothing_told(tmp_path, life, [PLANTED, *tokens])


def planted(home: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Secrets where people keep them: nothing of them may be written, said or used."""
    gcloud = home / "gcloud"
    gcloud.mkdir()
    key = {"type": "service_account", "private_key": PLANTED, "client_email": "a@b.iam.gserviceaccount.com"}
    (gcloud / "application_default_credentials.json").write_text(json.dumps(key))
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    names = (
        "TF_TOKEN_app_terraform_io",
        "TF_VAR_password",
        "GITHUB_TOKEN",
        "CI_JOB_TOKEN",
        "PGPASSWORD",
        "GOOGLE_ENCRYPTION_KEY",
    )
    return {"CLOUDSDK_CONFIG": str(gcloud), **{name: f"{PLANTED}-{name}" for name in names}}


def born(life: Lived) -> None:
    """Doctor says what is missing, and then nothing any more; the bucket of the states, dev and prod come to stand."""
    own = {"dev": "clinic-dev", "prod": "clinic-prod"}
    made_project(life.owner, SEED, SERVICES)
    accounts = life.owner.client("iam", "v1").projects().serviceAccounts()
    accounts.create(name=f"projects/{SEED}", body={"accountId": "ci"}).execute()
    before = life.run("doctor", "dev", code=1)
    assert {one["on"].partition("/")[0] for one in before["missing"]} >= {"organizations"}
    assert all(line["mends"] for line in before["lines"] if line["verdict"] == "fail")
    made = {step["thing"]: step["state"] for step in life.run("bootstrap", asker=life.owner)["steps"]}
    assert made["state bucket"] == "made"
    assert {step["state"] for step in life.run("bootstrap", asker=life.owner)["steps"]} == {"stands"}
    for environment in own:
        life.permit(environment)
    ready = life.run("doctor", "dev", code=0)
    assert ready["missing"] == []
    for environment, project in own.items():
        up = life.run("up", environment, "--no-pipeline", "--yes")
        assert up["changed"]
        assert up["facts"]["project"] == project
        assert stands(life.owner, project) == "ACTIVE"
    names = {blob.name for blob in life.owner.storage(SEED).list_blobs(state_bucket(life))}
    assert {f"{each}/foundation/default.tfstate" for each in own} <= names
    assert not life.run("up", "dev", "--no-pipeline", "--yes")["changed"]


def state_bucket(life: Lived) -> str:
    return str(life.run("bootstrap", asker=life.owner)["bucket"])


def lives(life: Lived, project: str) -> None:
    """What others change is found, and mended; what they make is judged."""
    assert life.run("drift", "dev")["drifted"] == []
    raw = life.owner.storage(project).get_bucket(f"{project}-raw")
    raw.versioning_enabled = True
    raw.patch()
    policies = life.owner.client("orgpolicy", "v2").projects().policies()
    # Nobody makes a bucket in the United States, or one without a key of ours, before these are gone.
    for name in LIFTED:
        policies.delete(name=f"projects/{project}/policies/{name}").execute()
    export = life.owner.storage(project).bucket(f"{project}-export")
    export.iam_configuration.uniform_bucket_level_access_enabled = True
    export.create(location="US")
    gone = {f"google_org_policy_policy.{name.replace('.', '-')}" for name in LIFTED}
    drifted = {one["address"]: one for one in life.run("drift", "dev", code=1)["drifted"]}
    assert drifted.keys() == {"google_storage_bucket.raw", *gone}
    assert [one["path"] for one in drifted["google_storage_bucket.raw"]["attributes"]] == ["versioning[0].enabled"]
    found = life.run("audit", project, code=1)["findings"]
    assert any(one["rule"].startswith("LF-RES") and f"{project}-export" in one["address"] for one in found), found
    ml = life.folder / "ml"
    generated.install(ml / ".venv-cloud", ml / "requirements-cloud.lock")
    refused = life.run("promote", "v1.0.0", "--from", "dev", "--to", "prod", "--approved-by", "ana", code=1)
    assert "dev: does not stand as the spec says" in json.dumps(refused)
    export.delete()
    up = life.run("up", "dev", "--no-pipeline", "--yes")
    assert up["changed"]
    assert life.owner.storage(project).get_bucket(f"{project}-raw").versioning_enabled is False
    assert life.run("drift", "dev")["drifted"] == []


def promoted(life: Lived, project: str, home: Path) -> None:
    """What was built in dev runs in prod, approved."""
    ml = life.folder / "ml"
    pinned = dict.fromkeys(("python", "beam", "uv", "crane", "docker", "cloud-sql-proxy"), "sha256:" + "a" * 64)
    (ml / "images.json").write_text(json.dumps(pinned))
    life.environ = {**life.environ, **programs(home)}
    python, environ = ml / ".venv-cloud/bin/python", {**life.environ, **life.member.environ}
    package = next(path.parent.name for path in ml.glob("*/__main__.py"))
    built = generated.run(
        ml, python, "-m", package, "release", "build", "--environment", "dev", "--target", "cloud", **environ
    )
    done = life.run("promote", "v1.0.0", "--from", "dev", "--to", "prod", "--approved-by", "ana@acme.example")
    assert (done["changed"], done["approved_by"], done["digest"]) == (
        True,
        "ana@acme.example",
        built.strip().partition("@")[2],
    )
    (record,) = life.owner.storage(project).list_blobs(f"{project}-models", prefix=f"releases/{package}/deployments/")
    assert json.loads(record.download_as_bytes())["approved_by"] == "ana@acme.example"


def goes(life: Lived, project: str) -> None:
    """dev goes, certified; and comes back."""
    down = life.run("down", "dev", "--yes", "--out", "certificate.json")
    assert (down["left_in_states"], down["certificate"]["complete"]) == (0, True)
    certificate = json.loads((life.folder / "certificate.json").read_text())
    keys = [one for one in certificate["gone"] if one["type"] == "google_kms_crypto_key"]
    assert keys
    assert certificate["versions"]
    assert stands(life.owner, project) == "DELETE_REQUESTED"
    assert life.run("down", "dev", "--yes")["certificate"] is None
    up = life.run("up", "dev", "--no-pipeline", "--yes")
    assert up["facts"]["project"] == project
    assert stands(life.owner, project) == "ACTIVE"
    assert life.run("plan", "dev", "--check")["changes"] == []


def nothing_told(home: Path, life: Lived, secrets: list[str]) -> None:
    """In no file, whoever may read it, and in nothing that was said."""
    credentials = home / "gcloud/application_default_credentials.json"
    written = [
        path for path in home.rglob("*") if path.is_file() and not path.is_symlink() and ".venv" not in str(path)
    ]
    assert len([path for path in written if path.suffix in (".json", ".jsonl", ".sqlite")]) > 20
    told = [
        path for path in written for secret in secrets if path != credentials and secret.encode() in path.read_bytes()
    ]
    assert told == []
    assert [secret for secret in secrets for text in life.said if secret in text] == []
    private = [path for path in written if ".landfast" in path.parts and kept_private(path)]
    assert {path.suffix for path in private} >= {".sqlite", ".tfstate", ".jsonl", ".json"}
    assert {
        path: oct(stat.S_IMODE(path.stat().st_mode)) for path in private if stat.S_IMODE(path.stat().st_mode) & 0o077
    } == {}


def kept_private(path: Path) -> bool:
    """Whatever holds values of a cloud; configurations are the spec's, which anybody may read who reads that."""
    return (
        path.name.startswith("cloud.sqlite")
        or path.suffix in (".tfstate", ".tfplan", ".backup", ".jsonl")
        or (path.name == "shown.json" or "certificates" in path.parts)
    )
