"""What others change through the cloud's other door: found, told attribute by attribute, mended or taken note of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from terraform_stacks import (
    PROJECT,
    TYPES,
    buckets,
    document,
    driver,
    foundation,
    let_through,
    lose_all,
    small,
    up,
    write_environment,
)

from landfast.rehearsal import RehearsalCloud
from landfast.synth import load_synthesis
from landfast.terraform import Driver, StackDrift

STORAGE = "https://storage.googleapis.com/storage/v1/b"
TOPIC = f"https://pubsub.googleapis.com/v1/projects/{PROJECT}/topics/events"
VERSION = "google_secret_manager_secret_version"
KINDS = (*TYPES, "google_secret_manager_secret", VERSION)
PASSWORD = "hunter2-hunter2"  # noqa: S105  # planted, to be looked for


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drift")
    left_to_others = {"lifecycle": {"ignore_changes": ["storage_class"]}}
    kept = buckets("raw", "features") | buckets("models", **left_to_others)
    topic = {"events": {"name": "events", "project": PROJECT}}
    secret = {"secret_id": "clinic", "project": PROJECT, "replication": {"auto": {}}}
    version = {"secret": "${google_secret_manager_secret.clinic.id}", "secret_data": PASSWORD}
    services = foundation()
    services["google_project_service"]["secretmanager"] = {
        "service": "secretmanager.googleapis.com", "project": PROJECT, "depends_on": ["google_project.main"],
    }  # fmt: skip
    stacks = {
        "foundation": ((), document(services)),
        "data": (("foundation",), document({"google_storage_bucket": kept, "google_pubsub_topic": topic})),
        "secret": (
            ("foundation",),
            document({"google_secret_manager_secret": {"clinic": secret}, VERSION: {"clinic": version}}),
        ),
    }
    up(write_environment(folder / "dev", stacks), folder / "cloud", types=KINDS)
    return folder


@pytest.fixture
def running(place: Path) -> Iterator[tuple[Driver, RehearsalCloud]]:
    with driver(load_synthesis(place / "dev"), place / "cloud", types=KINDS) as found:
        yield found


def ask(cloud: RehearsalCloud, method: str, url: str, **content: Any) -> None:
    answer = cloud.wire.request(method, url, json=content or None)
    assert answer.status_code == 200, answer.content


def told(found: Mapping[str, StackDrift]) -> dict[str, tuple[dict[str, tuple[Any, Any]], str | None]]:
    """Address -> what differs, and what an apply does about it."""
    return {
        one.change.address: (
            {item.path: (item.before, item.after) for item in one.change.attributes},
            one.mended_by,
        )
        for stack in found.values()
        for one in stack.drifted
    }


def test_a_changed_bucket_and_a_deleted_topic_are_found_and_mended(running: tuple[Driver, RehearsalCloud]) -> None:
    run, cloud = running
    assert told(run.drift()) == {}
    ask(cloud, "PATCH", f"{STORAGE}/{PROJECT}-raw", storageClass="NEARLINE")
    ask(cloud, "DELETE", TOPIC)
    found = run.drift()
    assert told(found) == {
        "google_pubsub_topic.events": ({}, "create"),
        "google_storage_bucket.raw": ({"storage_class": ("STANDARD", "NEARLINE")}, "update"),
    }
    [gone, changed] = found["data"].drifted
    assert (gone.is_gone, gone.change.loses, changed.is_gone) == (True, "messages that it retains", False)
    # To look changes nothing.
    assert told(run.drift()) == told(found)
    done = run.up(let_through, lose_all)["data"]
    assert (done.created, done.updated, done.deleted) == (1, 1, 0)
    assert told(run.drift()) == {}


def test_what_the_spec_leaves_open_is_told_and_an_apply_takes_note_of_it(
    running: tuple[Driver, RehearsalCloud],
) -> None:
    run, cloud = running
    ask(cloud, "PATCH", f"{STORAGE}/{PROJECT}-features", softDeletePolicy={"retentionDurationSeconds": "700000"})
    path = "soft_delete_policy[0].retention_duration_seconds"
    assert told(run.drift()) == {"google_storage_bucket.features": ({path: (604800, 700000)}, None)}
    assert {(done.created, done.updated, done.deleted) for done in run.up(let_through, lose_all).values()} == {
        (0, 0, 0)
    }
    assert told(run.drift()) == {}


def test_what_a_stack_leaves_to_others_is_no_drift(running: tuple[Driver, RehearsalCloud]) -> None:
    run, cloud = running
    ask(cloud, "PATCH", f"{STORAGE}/{PROJECT}-models", storageClass="NEARLINE")
    found = run.drift()
    assert told(found) == {}
    assert found["data"].by_cloud == 1


def test_a_secret_is_named_and_never_shown(running: tuple[Driver, RehearsalCloud], place: Path) -> None:
    run, _cloud = running
    state = place / "dev/secret/terraform.tfstate"
    before = state.read_text()
    assert PASSWORD in before
    # As if landfast had left another one.
    state.write_text(before.replace(PASSWORD, "another-password"))
    (place / "dev/secret/terraform.tfstate.kept").unlink()
    try:
        [one] = run.drift()["secret"].drifted
        [item] = [item for item in one.change.attributes if item.path == "secret_data"]
        assert (item.sensitive, item.before, item.after) == (True, None, None)
        assert not [text for text in (PASSWORD, "another-password") if text in repr(one)]
    finally:
        state.write_text(before)


def test_what_was_never_applied_has_no_drift(tmp_path: Path) -> None:
    with driver(write_environment(tmp_path / "dev", small()), tmp_path / "cloud") as (run, _cloud):
        assert run.drift() == {"foundation": StackDrift(), "data": StackDrift()}
