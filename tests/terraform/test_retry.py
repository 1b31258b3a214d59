"""What the cloud refuses for the moment only: names that are taken for a week, grants that it has not heard of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from terraform_stacks import (
    PROJECT,
    REGION,
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
