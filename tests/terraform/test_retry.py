"""What the cloud refuses for the moment only: names that are taken for a week, grants that it has not heard of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from terraform_stacks import (
    PROJECT,
    REGION,
    TYPES,
    document,
    driver,
    foundation,
    let_through,
    lose_all,
    small,
    up,
    write_environment,
)

from landfast.core.progress import Event
from landfast.synth import Synthesis
from landfast.terraform import TerraformError
from landfast.terraform.errors import next_step
from landfast.terraform.messages import Diagnostic
from landfast.terraform.retry import NOT_HEARD

BUCKET = "google_storage_bucket"


def databases() -> dict[str, tuple[tuple[str, ...], dict[str, Any]]]:
    """A database as the stacks make it: its name has an ending that a variable gives."""
    instance = {
        "name": "clinic-dev-mlflow${var.mlflow_database_ending}", "project": PROJECT, "region": REGION,
        "database_version": "POSTGRES_17", "settings": [{"tier": "db-f1-micro", "edition": "ENTERPRISE"}],
        "deletion_protection": False,
        "lifecycle": {"ignore_changes": ["name"]},
    }  # fmt: skip
    inside = {"name": "mlflow", "instance": "${google_sql_database_instance.mlflow.name}", "deletion_policy": "ABANDON"}
    services = foundation()
    services["google_project_service"]["sqladmin"] = {
        **services["google_project_service"]["storage"], "service": "sqladmin.googleapis.com"
    }  # fmt: skip
    body = document(
        {"google_sql_database_instance": {"mlflow": instance}, "google_sql_database": {"mlflow": inside}},
        {"name": "${google_sql_database_instance.mlflow.name}"},
    )
    body["variable"] = {"mlflow_database_ending": {"type": "string", "default": ""}}
    return {"foundation": ((), document(services)), "records": (("foundation",), body)}


def test_a_database_comes_again_within_the_week_by_another_name(tmp_path: Path) -> None:
    synthesis = write_environment(tmp_path / "dev", databases())
    events: list[Event] = []
    with driver(synthesis, tmp_path / "cloud", report=events.append) as (running, _cloud):
        for name in ("clinic-dev-mlflow", "clinic-dev-mlflow-2", "clinic-dev-mlflow-3"):
            made = running.up(let_through, lose_all)
            assert made["records"].created == 2
            assert running.standing()["records"].outputs == {"name": name}
            # The name that it has is kept, though nothing says it any more.
            assert running.up(let_through, lose_all)["records"].created == 0
            running.down()
    said = [event.detail for event in events if "is taken for a week" in event.detail]
    assert said == [f"the name of mlflow is taken for a week: trying -{number}" for number in (2, 2, 3)]
    assert not list((tmp_path / "dev").rglob("*.tfvars.json"))
    # What is in a database went with it: nobody looks for it again.
    assert not (tmp_path / "dev/records/retired.json").exists()


def test_a_database_that_stands_is_nobodys_reason_to_make_another(tmp_path: Path) -> None:
    synthesis = write_environment(tmp_path / "dev", databases())
    up(synthesis, tmp_path / "cloud")
    for left in ("terraform.tfstate", "terraform.tfstate.kept", "apply.json"):
        (tmp_path / "dev/records" / left).unlink(missing_ok=True)
    with pytest.raises(TerraformError, match=r"(?s)already exists.*no record says that landfast made"):
        up(synthesis, tmp_path / "cloud")


def default_key(*, granted: bool) -> dict[str, tuple[tuple[str, ...], dict[str, Any]]]:
    """BigQuery's default key as the stacks set it, before and after BigQuery may use the key."""
    key = f"projects/{PROJECT}/locations/{REGION}/keyRings/keys/cryptoKeys/derived"
    statement = f'ALTER PROJECT `{PROJECT}` SET OPTIONS (`region-{REGION}.default_kms_key_name` = "{key}")'
    condition = "${alltrue([for each in self.status : try(length(each.error_result), 0) == 0])}"
    said = '${join("; ", flatten(self.status[*].error_result[*].message))}'
    job = {
        "job_id": "default-key${var.default_key_ending}", "location": REGION,
        "query": {"query": statement, "use_legacy_sql": False, "create_disposition": "", "write_disposition": ""},
        "depends_on": ["google_kms_crypto_key.derived"],
        "lifecycle": {
            "ignore_changes": ["job_id"], "postcondition": [{"condition": condition, "error_message": said}]
        },
    }  # fmt: skip
    grant = {
        "crypto_key_id": "${google_kms_crypto_key.derived.id}", "role": "roles/cloudkms.cryptoKeyEncrypterDecrypter",
        "member": "${data.google_bigquery_default_service_account.asked.member}",
    }  # fmt: skip
    made = foundation()
    for name in ("bigquery", "cloudkms"):
        made["google_project_service"][name] = {
            **made["google_project_service"]["storage"], "service": f"{name}.googleapis.com"
        }  # fmt: skip
    made["google_kms_key_ring"] = {
        "keys": {"name": "keys", "location": REGION, "depends_on": ["google_project_service.cloudkms"]}
    }
    made["google_kms_crypto_key"] = {"derived": {"name": "derived", "key_ring": "${google_kms_key_ring.keys.id}"}}
    if granted:
        made["google_kms_crypto_key_iam_member"] = {"derived": grant}
        job["depends_on"] = ["google_kms_crypto_key_iam_member.derived"]
    body = document(made | {"google_bigquery_job": {"key": job}}, {"job": "${google_bigquery_job.key.job_id}"})
    asked = {"project": PROJECT, "depends_on": ["google_project_service.bigquery"]}
    body["data"] = {"google_bigquery_default_service_account": {"asked": asked}}
    body["variable"] = {"default_key_ending": {"type": "string", "default": ""}}
    return {"foundation": ((), body)}


def test_a_job_that_failed_is_not_taken_as_done_and_comes_again_by_another_name(tmp_path: Path) -> None:
    types = (
        *TYPES,
        "google_bigquery_job",
        "google_kms_crypto_key_iam_member",
        "google_bigquery_default_service_account",
    )
    too_early = write_environment(tmp_path / "dev", default_key(granted=False))
    events: list[Event] = []
    with (
        driver(too_early, tmp_path / "cloud", report=events.append, retries=(0.0, 0.0), types=types) as (running, _),
        pytest.raises(TerraformError, match=r"google_bigquery_job.key .*cryptoKeyVersions.useToEncrypt' denied"),
    ):
        running.up(let_through, lose_all)
    # Each failed job keeps its name; the one that is left says that it failed.
    tried = [event.detail for event in events if "is taken for good" in event.detail]
    assert tried == [f"the name of key is taken for good: trying -{number}" for number in (2, 3)]
    granted = write_environment(tmp_path / "dev", default_key(granted=True))
    with driver(granted, tmp_path / "cloud", types=types) as (running, _cloud):
        running.up(let_through, lose_all)
        assert running.standing()["foundation"].outputs["job"] not in {"default-key", "default-key-2", "default-key-3"}
        assert running.up(let_through, lose_all)["foundation"].created == 0
    assert not list((tmp_path / "dev").rglob("*.tfvars.json"))


def faults(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "faults.json"
    path.write_text(json.dumps(entries))
    return path


@pytest.fixture
def synthesis(tmp_path: Path) -> Synthesis:
    return write_environment(tmp_path / "dev", small())


def test_an_apply_waits_until_the_cloud_has_heard_of_its_grants(synthesis: Synthesis, tmp_path: Path) -> None:
    events: list[Event] = []
    unheard = faults(tmp_path, {"action": "unheard", "type": BUCKET, "match": "*-raw", "times": 2})
    judged: list[str] = []
    with driver(synthesis, tmp_path / "cloud", unheard, events.append, retries=(0.1, 0.2, 0.3)) as (running, _cloud):
        results = running.up(lambda stack, _plan: judged.append(stack), lose_all)
    assert (results["data"].created, results["foundation"].created) == (3, 3)
    said = [event.detail for event in events if event.detail.startswith("waits")]
    about = "what was changed to be known: google_storage_bucket.raw"
    assert said == [f"waits 0 s for {about} ({left} more)" for left in (2, 1)]
    # Each plan that was made anew was judged: after a refusal, and after looking for what may stand all the same.
    assert judged.count("data") == 1 + 2 * 2


@pytest.mark.parametrize(
    ("entry", "waits"),
    [
        ({"action": "unheard", "times": 9}, (0.0, 0.0)),
        ({"action": "unheard", "times": 1}, ()),
        ({"action": "fail", "times": 1}, (0.0, 0.0)),
    ],
)
def test_patience_ends_and_is_for_nothing_else(
    synthesis: Synthesis, tmp_path: Path, entry: dict[str, Any], waits: tuple[float, ...]
) -> None:
    path = faults(tmp_path, {"type": BUCKET, "match": "*-raw", **entry})
    with (
        driver(synthesis, tmp_path / "cloud", path, retries=waits) as (running, _cloud),
        pytest.raises(TerraformError, match=r"google_storage_bucket.raw .*: .*Error (403|503)"),
    ):
        running.up(let_through, lose_all)


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ("Error 403: Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: Xy", True),
        ("Error 403: Permission denied on Cloud KMS key.", True),
        ("Error 412: 'us-central1' violates constraint 'constraints/gcp.resourceLocations'", False),
    ],
)
def test_what_was_just_changed_is_not_heard_of_everywhere(said: str, waits: bool) -> None:
    assert bool(NOT_HEARD.search(said.lower())) is waits


def test_a_call_for_nobodys_project_is_told_what_to_set() -> None:
    # The provider's words: https://cloud.google.com/docs/authentication/troubleshoot-adc#user-creds-client-based
    said = (
        "googleapi: Error 403: Your application is authenticating by using local Application Default Credentials. The "
        "billingbudgets.googleapis.com API requires a quota project, which is not set by default."
    )
    step = next_step(Diagnostic("error", "Error creating Budget", said))
    assert "USER_PROJECT_OVERRIDE" in step
    assert "GOOGLE_BILLING_PROJECT" in step


def test_a_project_of_another_environment_that_does_not_stand_is_brought_up_first() -> None:
    said = "googleapi: Error 403: Project 'clinic-dev' not found or permission denied., forbidden"
    assert "`landfast up` its environment first" in next_step(Diagnostic("error", "Error reading google_project", said))
