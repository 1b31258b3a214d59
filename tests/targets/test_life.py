"""The whole life of an environment on target google, which a cloud of this machine answers: doctor, bootstrap, up,
drift, audit, promote, down, up again; and nobody's token stands anywhere afterwards.

Through the wire alone: landfast as a person types it, Google's own clients, Terraform with its states in a bucket. Each
kind of project is lived by an account that has the roles of `doctor --roles`, and no other. LANDFAST_LIFE=all has those
live that others made, too; LANDFAST_GENUINE_PROVIDER has HashiCorp's provider live all of it.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import generated
import pytest
from lived import ORGANIZATION, SEED, Lived, granted, granted_on_bucket, lived, made_project, stands
from missed import SHOWN, SHOWN_ABOVE, each_missed_once
from registry_programs import programs
from repository import ROOT
from ruamel.yaml import YAML

from landfast.provider.genuine import VARIABLE

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
NETWORK = {
    "terraform": {"required_providers": {"google": {"source": "hashicorp/google", "version": "~> 8.7"}}},
    "provider": {"google": {"project": "HOST", "region": "europe-west4"}},
    "resource": {
        "google_compute_shared_vpc_host_project": {"host": {"project": "HOST"}},
        "google_compute_network": {"shared": {"name": "acme-shared", "auto_create_subnetworks": False}},
        "google_compute_subnetwork": {
            "ml": {"name": "ml-europe-west4", "ip_cidr_range": "10.100.0.0/20", "private_ip_google_access": True,
                   "network": "${google_compute_network.shared.id}"}
        },
    },
}  # fmt: skip
SERVICES = ("cloudbilling", "cloudresourcemanager", "iam", "cloudkms", "serviceusage", "storage")


def spec_of(kind: str) -> dict[str, Any]:
    if kind == "new":
        found: dict[str, Any] = YAML(typ="safe").load(NEW)
        return found
    found = YAML(typ="safe").load((ROOT / "examples" / kind / "landfast.yaml").read_text())
    found["google"] |= {"quota_project": SEED, "projects": {"dev": "acme-ml-dev", "prod": "acme-ml-prod"}}
    found["environments"] = {"dev": {}, "prod": {"approval": True, "protected": False}}
    if kind == "shared-vpc":
        found["environments"]["prod"]["network"] = {"host_project": "acme-network-prod"}
    return found


def kinds() -> list[Any]:
    return [
        pytest.param(kind, provider, id=f"{kind}, {provider}")
        for provider in ("stand-in", "genuine")
        for kind in ("new", "existing-project", "shared-vpc")
    ]


@pytest.mark.parametrize(("kind", "provider"), kinds())
def test_a_whole_life(kind: str, provider: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if provider == "genuine" and not os.environ.get(VARIABLE):
        pytest.skip(f"{VARIABLE} names no binary of hashicorp/google: nobody lives with it here")
    if os.environ.get(LIFE) not in ("all", kind):
        pytest.skip(
            f"{LIFE} names neither all nor {kind}: a life takes two minutes of a processor, and is left out here"
        )
    folder = tmp_path / "work"
    folder.mkdir()
    with (folder / "landfast.yaml").open("w") as file:
        YAML(typ="safe").dump(spec_of(kind), file)
    environ = planted(tmp_path, monkeypatch)
    with lived(folder, CI, environ, stand_in=provider == "stand-in") as life:
        projects = {name: f"clinic-{name}" if kind == "new" else f"acme-ml-{name}" for name in ("dev", "prod")}
        born(life, kind, projects)
        lives(life, kind, projects["dev"])
        drilled_and_told_elsewhere(life)
        promoted(life, projects["prod"], tmp_path)
        goes(life, kind, projects["dev"])
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


def born(life: Lived, kind: str, own: Mapping[str, str]) -> None:
    """Doctor says what is missing, and then nothing any more; the bucket of the states, dev and prod come to stand."""
    made_project(life.owner, SEED, SERVICES)
    accounts = life.owner.client("iam", "v1").projects().serviceAccounts()
    accounts.create(name=f"projects/{SEED}", body={"accountId": "ci"}).execute()
    if kind != "new":
        platform_team(life, kind, own)
    before = life.run("doctor", "dev", code=1)
    assert {one["on"].partition("/")[0] for one in before["missing"]} >= {
        "organizations" if kind == "new" else "projects"
    }
    assert all(line["mends"] for line in before["lines"] if line["verdict"] == "fail")
    made = {step["thing"]: step["state"] for step in life.run("bootstrap", asker=life.owner)["steps"]}
    assert made["state bucket"] == "made"
    assert {step["state"] for step in life.run("bootstrap", asker=life.owner)["steps"]} == {"stands"}
    if kind != "new":
        granted(life.owner, ORGANIZATION, CI, SHOWN_ABOVE)
        for project in own.values():
            for role in SHOWN:
                granted(life.owner, f"projects/{project}", CI, role)
    for environment in own:
        life.permit(environment)
    ready = life.run("doctor", "dev", code=0)
    assert ready["missing"] == []
    each_missed_once(life, () if kind == "new" else (SHOWN_ABOVE, *SHOWN))
    for environment, project in own.items():
        up = life.run("up", environment, "--no-pipeline", "--yes")
        assert up["changed"]
        assert up["facts"]["project"] == project
        assert stands(life.owner, project) == "ACTIVE"
        if kind != "new":
            # What names keys that the first up makes; and who releases writes beside the models.
            life.owner.apply(ticket(life, environment), stands="true")
            granted_on_bucket(life.owner, f"{project}-models", CI, "roles/storage.objectUser")
    names = {blob.name for blob in life.owner.storage(SEED).list_blobs(state_bucket(life))}
    assert {f"{each}/foundation/default.tfstate" for each in own} <= names
    assert not life.run("up", "dev", "--no-pipeline", "--yes")["changed"]


def state_bucket(life: Lived) -> str:
    return str(life.run("bootstrap", asker=life.owner)["bucket"])


def platform_team(life: Lived, kind: str, projects: Mapping[str, str]) -> None:
    """The projects, a network that is lent to each, and what the ticket asks for, by its own Terraform."""
    for environment, project in projects.items():
        if kind == "shared-vpc":
            host = f"acme-network-{environment}"
            made_project(life.owner, host, ("compute", "dns", "networkconnectivity", "serviceusage"))
            folder = life.folder.parent / "platform" / host
            folder.mkdir(parents=True)
            (folder / "main.tf.json").write_text(json.dumps(NETWORK).replace("HOST", host))
            life.owner.apply(folder)
        made_project(life.owner, project, ("serviceusage", "cloudresourcemanager"))
        life.run("synth", environment)
        life.owner.apply(ticket(life, environment))


def ticket(life: Lived, environment: str) -> Path:
    """Where the platform team works on what it was given."""
    own = life.folder.parent / "platform" / environment
    own.mkdir(parents=True, exist_ok=True)
    shutil.copy(life.folder / ".landfast/google" / environment / "ticket/cdk.tf.json", own)
    return own


def lives(life: Lived, kind: str, project: str) -> None:
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
    gone = {f"google_org_policy_policy.{name.replace('.', '-')}" for name in LIFTED if kind == "new"}
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


def drilled_and_told_elsewhere(life: Lived) -> None:
    """A drill's record stands beside the states: a machine that brought nothing up tells of it, and of what stands."""
    record = Path(life.run("drill", "dev", asker=life.owner)["file"]).name
    other = life.folder.parent / "other machine"
    other.mkdir()
    shutil.copy(life.folder / "landfast.yaml", other)
    elsewhere = replace(life, folder=other)
    bundle = elsewhere.run("evidence", "write", "dev", "--out", "a.zip")
    assert bundle["stands"] > 100
    assert bundle["applied"]
    with zipfile.ZipFile(other / "a.zip") as packed:
        assert f"drills/{record}" in packed.namelist()
    assert sum(map(len, elsewhere.run("status", "dev")["resources"].values())) == bundle["stands"]


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


def goes(life: Lived, kind: str, project: str) -> None:
    """dev goes, certified; and comes back."""
    down = life.run("down", "dev", "--yes", "--out", "certificate.json")
    assert (down["left_in_states"], down["certificate"]["complete"]) == (0, True)
    certificate = json.loads((life.folder / "certificate.json").read_text())
    keys = [one for one in certificate["gone"] if one["type"] == "google_kms_crypto_key"]
    assert keys
    assert certificate["versions"]
    assert stands(life.owner, project) == ("DELETE_REQUESTED" if kind == "new" else "ACTIVE")
    # Whoever did not take it down has the certificate, too.
    gone = replace(life, folder=life.folder.parent / "other machine").run("down", "dev", "--yes")
    assert (gone["certificate"], Path(gone["earlier"]).name) == (None, Path(down["files"][0]).name)
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
