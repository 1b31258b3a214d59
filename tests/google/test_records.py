"""What a destroy left is kept with the states: a colleague's machine adopts it, too."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from certified import removed
from gcs_states import BUCKET, States, states
from terraform_stacks import document, driver, foundation, lose_all, up, write_environment

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi
from landfast.google.drill import BackedUp, Restored
from landfast.google.records import GoogleRecords
from landfast.jobs.certificate_files import certificate_of, removals
from landfast.jobs.drill_record import DrilledStore, DrillRecord, drill_folder, drills_of, keep
from landfast.jobs.evidence_operated import operated
from landfast.jobs.shared_records import take_shared
from landfast.jobs.subject_record import (
    NewRequest,
    SubjectRequest,
    copies_folder,
    forget_copies,
    request_of,
    share_request,
    take_requests,
)
from landfast.jobs.subject_record import (
    requests as requests_of,
)
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
    drill_folder(ours).share(records, path)
    assert list(server.objects) == [f"dev/drills/{path.name}"]
    # What is none, or of another project, stays where it is.
    for name in ("dev/drills/../../evil.json", "dev/drills/other-dev-20261127080000.json", "prod/drills/a.json"):
        server.put(name, b"{}")
    take_shared(theirs, records)
    take_shared(theirs, None)
    known = drills_of(theirs, dt.date(2026, 11, 28))
    assert known.restored == {"clinic-dev-raw": dt.date(2026, 11, 27)}
    assert [found.name for found in (tmp_path / "theirs").rglob("*.json")] == [path.name]


def test_who_did_not_take_it_down_has_the_certificate(tmp_path: Path, server: States, records: GoogleRecords) -> None:
    ours, theirs = (on_google(tmp_path / name) for name in ("ours", "theirs"))
    files = removed(ours, "ours")
    removals(ours).share(records, files[0])
    assert list(server.objects) == [f"dev/certificates/{files[0].name}"]
    server.put("dev/certificates/../../../landfast.yaml", b"{}")
    server.put("dev/certificates/other-dev-20261127080000.json", b"{}")
    take_shared(theirs, records)
    found = certificate_of(theirs)
    assert found is not None
    assert (found.name, found.read_bytes()) == (files[0].name, files[0].read_bytes())
    assert found.stat().st_mode & 0o077 == 0
    told = operated(theirs, dt.date(2026, 11, 28))
    assert [one.project for one in told.facts.removals] == ["clinic-dev"]
    assert f"certificates/{found.name}" in told.files


def test_a_request_goes_on_on_another_machine(tmp_path: Path, server: States, records: GoogleRecords) -> None:
    ours, theirs = (on_google(tmp_path / name) for name in ("ours", "theirs"))
    # Theirs had one before anybody shared: by a key of its own.
    before = asked(theirs, "K-9")
    first = asked(ours, "K-1")
    share_request(ours, records, first)
    assert sorted(server.objects) == [f"dev/subjects/{first.path.name}", "dev/subjects/key.json"]
    assert b"K-1" not in b"".join(content for content, _generation in server.objects.values())
    take_requests(theirs, records)
    assert asked(theirs, "K-1").token == first.token
    assert asked(theirs, "K-9").token == before.token
    done = asked(theirs, "K-1").kept(ended="2026-11-28T08:00:00+00:00")
    share_request(theirs, records, done)
    # What is older there than here stays there.
    newer = asked(ours, "K-1").kept(looked_into="by ana")
    take_requests(ours, records)
    assert next(iter(requests_of(ours))).looked_into == "by ana"
    share_request(ours, records, newer.kept(ended="2026-11-28T09:00:00+00:00"))
    take_requests(theirs, records)
    assert {one.token: one.ended[11:13] for one in requests_of(theirs)} == {first.token: "09", before.token: ""}
    # The next of the same person is their second, on whichever machine it comes in.
    assert (asked(theirs, "K-1").number, asked(ours, "K-1").number) == (2, 2)


def test_copies_go_by_whichever_key_they_are_called(tmp_path: Path, records: GoogleRecords) -> None:
    ours, theirs = (on_google(tmp_path / name) for name in ("ours", "theirs"))
    share_request(ours, records, asked(ours, "K-1"))
    copies_folder(theirs).mkdir(parents=True)
    (copies_folder(theirs) / f"{asked(theirs, 'K-1').token}.json").touch()
    take_requests(theirs, records)
    (copies_folder(theirs) / f"{asked(ours, 'K-1').token}.json").touch()
    assert (forget_copies(theirs, "K-2"), forget_copies(theirs, "K-1"), forget_copies(theirs, "K-1")) == (0, 2, 0)


def test_what_was_spoilt_here_is_said(tmp_path: Path, records: GoogleRecords) -> None:
    ours = on_google(tmp_path / "ours")
    request = asked(ours, "K-1")
    share_request(ours, records, request)
    request.path.write_text("{")
    with pytest.raises(UserError, match="is no record that can be read"):
        take_requests(ours, records)


def asked(workspace: Workspace, person: str) -> SubjectRequest:
    new = NewRequest("erase", None, "ana", "request of the data subject")
    return request_of(workspace, person, new, dt.datetime(2026, 11, 28, tzinfo=dt.UTC))


def on_google(home: Path) -> Workspace:
    home.mkdir()
    (home / "landfast.yaml").write_text(
        "name: clinic\nresidency: {region: europe-west4}\n"
        'google: {organization: "123456789012", billing_account: 0A0A0A-0B0B0B-0C0C0C}\n'
    )
    return Workspace.open(home / "landfast.yaml", "dev", "google")
