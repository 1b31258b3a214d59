"""A project is made once what it is born under holds, and is looked at then; rules just changed are waited for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from terraform_stacks import PROJECT, REGION, buckets, document, driver, let_through, lose_all, small, write_environment

from landfast.core.progress import Event
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.cloud.unmanaged import METADATA_STORE
from landfast.rehearsal.process import STORE
from landfast.synth import Synthesis
from landfast.terraform import TerraformError
from landfast.terraform.access import Patience

POLICY, SETTINGS, FOLDER = "google_org_policy_policy", "google_logging_folder_settings", "google_folder"
NO_EDITORS = "iam.automaticIamGrantsForDefaultServiceAccounts"
TYPES = ("google_project", "google_project_service", "google_storage_bucket", POLICY, SETTINGS, FOLDER)


def born(
    *, policy: str = "", waits: bool = True, uses: tuple[str, ...] = ("compute", "storage", "orgpolicy")
) -> dict[str, tuple[tuple[str, ...], dict[str, Any]]]:
    """A folder with its policy, a project in it that uses Compute Engine, and a bucket."""
    rule = {"name": f"${{google_folder.own.name}}/policies/{NO_EDITORS}", "parent": "${google_folder.own.name}",
            "spec": [{"rules": [{"enforce": "TRUE"}]}]}  # fmt: skip
    after = [f"{SETTINGS}.own", f"{POLICY}.editors"]
    project = {"name": PROJECT, "project_id": PROJECT, "deletion_policy": "DELETE",
               "folder_id": "${google_folder.own.name}", **({"depends_on": after} if waits else {})}  # fmt: skip
    service = {"project": PROJECT, "disable_on_destroy": False, "depends_on": ["google_project.main"]}
    body = {
        FOLDER: {"own": {"display_name": PROJECT, "parent": "organizations/123456789012",
                         "deletion_protection": False}},
        SETTINGS: {"own": {"folder": "${google_folder.own.folder_id}", "storage_location": REGION}},
        POLICY: {"editors": rule},
        "google_project": {"main": project},
        "google_project_service": {
            name: {"service": f"{name}.googleapis.com", **service} for name in uses
        },
        "google_storage_bucket": {
            "raw": {**buckets("raw")["raw"], "depends_on": ["google_project_service.storage"]}
        },
    }  # fmt: skip
    if policy:
        name = f"projects/{PROJECT}/policies/{policy}"
        own = {"name": name, "parent": f"projects/{PROJECT}", "spec": [{"rules": [{"enforce": "TRUE"}]}]}
        body[POLICY]["own"] = {**own, "depends_on": ["google_project_service.orgpolicy"]}
    return {"foundation": ((), document(body))}


def faults(folder: Path, *entries: dict[str, Any]) -> Path:
    path = folder / "faults.json"
    path.write_text(json.dumps(entries))
    return path


LATE = ({"action": "late", "type": POLICY, "match": "*folders/*", "seconds": 3},
        {"action": "late", "type": SETTINGS, "seconds": 3})  # fmt: skip


def test_a_project_waits_for_what_it_is_born_under(tmp_path: Path) -> None:
    events: list[Event] = []
    synthesis = write_environment(tmp_path / "dev", born())
    patience = Patience(settling=1.0, retries=(10.0,))
    more = {"types": TYPES, "patience": patience, "born": True, "report": events.append}
    judged: list[str] = []
    with driver(synthesis, tmp_path / "cloud", faults(tmp_path, *LATE), **more) as (running, _cloud):
        result = running.up(lambda stack, _plan: judged.append(stack), lose_all)
        assert result["foundation"].created == 8
        # Once it stands there is nothing to wait for.
        events.clear()
        assert running.up(let_through, lose_all)["foundation"].created == 0
    assert not any("hold" in event.detail for event in events)
    # What was made first was judged as the whole is.
    assert judged.count("foundation") == 3


def test_it_says_what_it_waits_for(tmp_path: Path) -> None:
    events: list[Event] = []
    synthesis = write_environment(tmp_path / "dev", born())
    more = {"types": TYPES, "patience": Patience(settling=1.0, retries=(10.0,)), "born": True}
    with driver(synthesis, tmp_path / "cloud", faults(tmp_path, *LATE), report=events.append, **more) as (running, _):
        running.up(let_through, lose_all)
    said = [event.detail for event in events if event.detail.startswith("waits")]
    assert "holds: the project is made under it" in said[0]
    assert said[-1] == "waits 1 s until the new policies hold everywhere: the project is made under them"


def test_a_project_that_was_made_too_early_is_named(tmp_path: Path) -> None:
    synthesis = write_environment(tmp_path / "dev", born())
    more = {"types": TYPES, "born": True}
    with (
        driver(synthesis, tmp_path / "cloud", faults(tmp_path, *LATE), **more) as (running, _cloud),
        pytest.raises(TerraformError) as refused,
    ):
        running.up(let_through, lose_all)
    said = str(refused.value)
    for name in ("_Default", "_Required"):
        assert (
            f"log bucket {name} of {PROJECT} is in global, not in {REGION}, and can't be moved: `gcloud projects"
            in said
        )
    assert f"-compute@developer.gserviceaccount.com may change all of {PROJECT}: `gcloud projects remove-iam" in said


def store_of_records(cloud: Path, key: str) -> None:
    """As Vertex AI makes it with the first run that names no key; or as a pipeline of ours makes it."""
    store = Store(cloud / STORE)
    name = f"projects/{PROJECT}/locations/{REGION}/metadataStores/default"
    fields = {"encryptionSpec": {"kmsKeyName": key}} if key else {}
    store.put(StoredResource(METADATA_STORE, name, PROJECT, fields))
    store.close()


def test_records_of_runs_without_a_key_of_ours_are_named(tmp_path: Path) -> None:
    uses = ("aiplatform", "compute", "storage", "orgpolicy")
    synthesis = write_environment(tmp_path / "dev", born(uses=uses))
    with driver(synthesis, tmp_path / "cloud", types=TYPES, born=True) as (running, _cloud):
        running.up(let_through, lose_all)
    keys = {"": "a key of Google alone", "projects/other/locations/us/keyRings/k/cryptoKeys/k": "projects/other"}
    for key, said in keys.items():
        store_of_records(tmp_path / "cloud", key)
        with (
            driver(synthesis, tmp_path / "cloud", types=TYPES, born=True) as (running, _cloud),
            pytest.raises(TerraformError, match=rf"metadataStores/default, .* is encrypted with {said}.*`curl -X DEL"),
        ):
            running.up(let_through, lose_all)
    store_of_records(tmp_path / "cloud", f"projects/{PROJECT}/locations/{REGION}/keyRings/k/cryptoKeys/models")
    with driver(synthesis, tmp_path / "cloud", types=TYPES, born=True) as (running, _cloud):
        assert running.up(let_through, lose_all)["foundation"].created == 0


def test_what_never_holds_ends_the_wait(tmp_path: Path) -> None:
    synthesis = write_environment(tmp_path / "dev", born())
    never = [{**entry, "seconds": 600} for entry in LATE]
    more = {"types": TYPES, "patience": Patience(settling=0.5), "born": True}
    with driver(synthesis, tmp_path / "cloud", faults(tmp_path, *never), **more) as (running, cloud):
        with pytest.raises(TerraformError, match=f"not heard of everywhere: .*policies/{NO_EDITORS}"):
            running.up(let_through, lose_all)
        assert not any(item.type == "google_project" for item in cloud.resources())


BUCKET = {"type": "google_storage_bucket", "match": "*-raw"}


def test_a_rule_that_was_just_changed_may_not_be_heard_of(tmp_path: Path) -> None:
    synthesis = write_environment(tmp_path / "dev", born(policy="storage.uniformBucketLevelAccess"))
    path = faults(tmp_path, {"action": "ruled-out", "times": 2, **BUCKET}, {"action": "prohibited", **BUCKET})
    with driver(synthesis, tmp_path / "cloud", path, types=TYPES, retries=(0.0, 0.0, 0.0)) as (running, _cloud):
        assert running.up(let_through, lose_all)["foundation"].created == 9


def test_one_that_stood_before_is_meant(tmp_path: Path) -> None:
    synthesis = write_environment(tmp_path / "dev", small())
    path = faults(tmp_path, {"action": "ruled-out", **BUCKET})
    with (
        driver(synthesis, tmp_path / "cloud", path, retries=(0.0, 0.0)) as (running, _cloud),
        pytest.raises(TerraformError, match=r"violates constraint 'constraints/gcp.resourceLocations'"),
    ):
        running.up(let_through, lose_all)


@pytest.mark.parametrize("action", ["unheard", "prohibited"])
def test_a_down_is_patient_too(stands: Synthesis, tmp_path: Path, action: str) -> None:
    events: list[Event] = []
    path = faults(tmp_path, {"action": action, "operation": "delete", "times": 2, **BUCKET})
    with driver(stands, tmp_path / "cloud", path, events.append, retries=(0.0, 0.0, 0.0)) as (running, cloud):
        running.down()
        assert cloud.resources() == []
    assert sum("for what was changed to be known" in event.detail for event in events) == 2


def test_the_patience_of_a_down_ends(stands: Synthesis, tmp_path: Path) -> None:
    path = faults(tmp_path, {"action": "prohibited", "operation": "delete", "times": 9, **BUCKET})
    with (
        driver(stands, tmp_path / "cloud", path, retries=(0.0, 0.0)) as (running, _cloud),
        pytest.raises(TerraformError, match="Request is prohibited by organization's policy"),
    ):
        running.down()
