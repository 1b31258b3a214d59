"""What a destroy left is kept with the states: a colleague's machine adopts it, too."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from gcs_states import BUCKET, States, states
from terraform_stacks import document, driver, foundation, lose_all, up, write_environment

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi
from landfast.google.drill import BackedUp, Restored
from landfast.google.records import GoogleRecords
from landfast.jobs.drill_record import DrilledStore, DrillRecord, drills_of, keep, share, take_shared
from landfast.synth import Synthesis
from landfast.targets.workspace import Workspace

RETIRED = "dev/foundation/retired.json"


@pytest.fixture
def server() -> Iterator[States]:
    with states() as made:
        yield made


@pytest.fixture
def records(server: States) -> GoogleRecords:
    return GoogleRecords(GoogleApi(requests.Session(), server.endpoint.removesuffix("storage/v1/")))


def machine(folder: Path, server: States) -> Synthesis:
    """A stack with a project, whose state is in the bucket."""
    body = document(foundation())
    settings = {"bucket": BUCKET, "prefix": "dev/foundation", "access_token": "none"}
    body["terraform"]["backend"] = {"gcs": {**settings, "storage_custom_endpoint": server.endpoint}}
    return write_environment(folder, {"foundation": ((), body)})


def test_a_record_is_an_object_beside_the_state(server: States, records: GoogleRecords) -> None:
    assert records.read(BUCKET, RETIRED) is None
    # A stack is called as an operation is.
    records.write(BUCKET, "dev/operations/retired.json", {"format": 2, "retired": {}})
    assert records.read(BUCKET, "dev/operations/retired.json") == {"format": 2, "retired": {}}
    assert records.names(BUCKET, "dev/operations/") == ["dev/operations/retired.json"]
    assert records.names(BUCKET, "prod/") == []
    records.remove(BUCKET, "dev/operations/retired.json")
    records.remove(BUCKET, "dev/operations/retired.json")
    assert not server.objects


def test_another_machine_adopts_what_a_down_left(tmp_path: Path, server: States, records: GoogleRecords) -> None:
    ours = machine(tmp_path / "ours", server)
    with driver(ours, tmp_path / "cloud", records=records) as (running, _cloud):
        running.up(lambda *_: None, lose_all)
        running.down()
    kept = json.loads(server.objects[RETIRED][0])
    assert "google_project.main" in kept["retired"]
    assert not (ours.folder / "foundation/retired.json").exists()
    theirs = machine(tmp_path / "theirs", server)
    up(theirs, tmp_path / "cloud", records=records)
    assert "google_project" in server.objects["dev/foundation/default.tfstate"][0].decode()
    assert RETIRED not in server.objects


def test_a_record_of_before_is_taken_over(tmp_path: Path, server: States, records: GoogleRecords) -> None:
    ours = machine(tmp_path / "ours", server)
    with driver(ours, tmp_path / "cloud", records=records) as (running, _cloud):
        running.up(lambda *_: None, lose_all)
        running.down()
    old = ours.folder / "foundation/retired.json"
    old.write_bytes(server.objects.pop(RETIRED)[0])
    up(ours, tmp_path / "cloud", records=records)
    assert not old.exists()


def test_a_bucket_that_refuses_is_said_before_anything_goes(tmp_path: Path, server: States) -> None:
    ours = machine(tmp_path / "ours", server)
    up(ours, tmp_path / "cloud")
    broken = GoogleRecords(GoogleApi(requests.Session(), "http://127.0.0.1:1/"))
    with (
        driver(ours, tmp_path / "cloud", records=broken) as (running, _cloud),
        pytest.raises(UserError, match=r"storage\.googleapis\.com: ConnectionError: check the network"),
    ):
        running.down()
    assert "google_project" in server.objects["dev/foundation/default.tfstate"][0].decode()


def test_what_a_drill_has_shown_is_known_to_every_machine(
    tmp_path: Path, server: States, records: GoogleRecords
) -> None:
    ours, theirs = (on_google(tmp_path / name) for name in ("ours", "theirs"))
    restored = Restored(backup="soft delete, 7 days", rto_seconds=0.5, compared="200 of 200 rows", whole=True)
    of = DrilledStore(BackedUp("bucket", "clinic-dev-raw", "clinic-dev"), "google_storage_bucket.raw", restored)
    when = "2026-11-27T08:00:00Z"
    path = keep(ours, DrillRecord("dev", "clinic-dev", "google", when, when, "ana", [of]))
    share(ours, records, path)
    assert list(server.objects) == [f"dev/drills/{path.name}"]
    # What is none, or of another project, stays where it is.
    for name in ("dev/drills/../../evil.json", "dev/drills/other-dev-20261127080000.json", "prod/drills/a.json"):
        server.put(name, b"{}")
    take_shared(theirs, records)
    take_shared(theirs, None)
    known = drills_of(theirs, dt.date(2026, 11, 28))
    assert known.restored == {"clinic-dev-raw": dt.date(2026, 11, 27)}
    assert [found.name for found in (tmp_path / "theirs").rglob("*.json")] == [path.name]


def on_google(home: Path) -> Workspace:
    home.mkdir()
    (home / "landfast.yaml").write_text(
        "name: clinic\nresidency: {region: europe-west4}\n"
        'google: {organization: "123456789012", billing_account: 0A0A0A-0B0B0B-0C0C0C}\n'
    )
    return Workspace.open(home / "landfast.yaml", "dev", "google")
