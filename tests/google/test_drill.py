"""Restore drills against the rehearsal cloud's wire: what comes back, what does not, and that nothing stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from wired import PROJECT, REGION, ServedWire, served

from landfast.google.api import GoogleApi
from landfast.google.drill import BackedUp, GoogleDrill, Kind, Restored
from landfast.google.drill.restored import Witness, compared

STORAGE = "https://storage.googleapis.com/storage/v1/b"
BIGQUERY = f"https://bigquery.googleapis.com/bigquery/v2/projects/{PROJECT}"
SQL = f"https://sqladmin.googleapis.com/sql/v1beta4/projects/{PROJECT}/instances"


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWire]:
    with served(tmp_path_factory.mktemp("wire"), "bigquery", "sqladmin", "storage") as standing:
        yield standing


@pytest.fixture
def api(wire: ServedWire) -> GoogleApi:
    return GoogleApi(wire.session(), wire.url, poll_seconds=0.01)


def drilled(api: GoogleApi, kind: Kind, name: str) -> Restored:
    return GoogleDrill(api).restored(BackedUp(kind, name, PROJECT))


def bucket(api: GoogleApi, name: str, **more: Any) -> None:
    api.create(f"{STORAGE}?project={PROJECT}", {"name": name, "location": REGION, **more})


def objects(api: GoogleApi, name: str) -> list[str]:
    return [str(one["name"]) for one in api.pages(f"{STORAGE}/{name}/o", "items", versions="true")]


@pytest.mark.parametrize(
    ("name", "more", "backup"),
    [("soft", {}, "soft delete, 7 days"), ("old", {"versioning": {"enabled": True}}, "noncurrent versions")],
)
def test_a_bucket_comes_back(api: GoogleApi, name: str, more: dict[str, Any], backup: str) -> None:
    bucket(api, f"clinic-{name}", **more)
    upload = f"https://storage.googleapis.com/upload/storage/v1/b/clinic-{name}/o?uploadType=media&name="
    api.upload(f"{upload}data.json", {"a": 1})
    # Left by a drill that was killed.
    api.upload(f"{upload}landfast-drill/1.json", {"a": 1})
    found = drilled(api, "bucket", f"clinic-{name}")
    assert (found.whole, found.removed, found.why) == (True, True, "")
    assert found.backup == backup
    assert found.compared.startswith("200 of 200 rows")
    assert found.rto_seconds is not None
    assert objects(api, f"clinic-{name}") == ["data.json"]


def test_a_bucket_that_keeps_nothing_fails_the_drill(api: GoogleApi) -> None:
    bucket(api, "clinic-lost", softDeletePolicy={"retentionDurationSeconds": "0"})
    found = drilled(api, "bucket", "clinic-lost")
    assert (found.whole, found.why) == (False, "nothing keeps what is deleted: neither soft delete nor versions")
    assert "does not stand" in drilled(api, "bucket", "clinic-nowhere").why


def test_a_dataset_comes_back(api: GoogleApi) -> None:
    reference = {"datasetReference": {"datasetId": "raw", "projectId": PROJECT}}
    api.create(f"{BIGQUERY}/datasets", {**reference, "location": REGION, "maxTimeTravelHours": "48"})
    for table in ("visits", "landfast_drill_dead"):
        at = {"tableReference": {"projectId": PROJECT, "datasetId": "raw", "tableId": table}}
        api.create(f"{BIGQUERY}/datasets/raw/tables", at)
    found = drilled(api, "dataset", "raw")
    assert (found.whole, found.removed, found.why, found.backup) == (True, True, "", "time travel, 48 hours")
    assert found.rpo_seconds is not None
    left = [one["tableReference"]["tableId"] for one in api.pages(f"{BIGQUERY}/datasets/raw/tables", "tables")]
    assert left == ["visits"]


def instance(api: GoogleApi, name: str, *databases: str) -> None:
    settings = {
        "tier": "db-f1-micro",
        "edition": "ENTERPRISE",
        "backupConfiguration": {"enabled": True},
        "deletionProtectionEnabled": True,
    }
    api.post(SQL, {"name": name, "region": REGION, "databaseVersion": "POSTGRES_17", "settings": settings})
    api.post(f"{SQL}/{name}/users", {"name": "mlflow", "password": "x"})
    for database in databases:
        api.post(f"{SQL}/{name}/databases", {"name": database, "instance": name, "project": PROJECT})


def test_a_database_comes_back_in_an_instance_of_its_own(api: GoogleApi) -> None:
    instance(api, "tracking", "mlflow")
    found = drilled(api, "database", "tracking")
    assert (found.whole, found.removed, found.why) == (True, True, "")
    assert found.into.startswith(f"{PROJECT}:tracking-drill-")
    # Its own backup says nothing of how old the last one of every day would be.
    assert found.rpo_seconds is None
    assert found.compared == (
        "1 of 1 databases with character set and collation: mlflow; 2 of 2 users with host and type: mlflow, postgres; "
        "no rows, which Cloud SQL's API does not read"
    )
    assert [one["name"] for one in api.pages(SQL, "items")] == ["tracking"]
    assert len(list(api.pages(f"{SQL}/tracking/backupRuns", "items"))) == 1


def test_a_backup_that_lacks_something_is_told(wire: ServedWire, api: GoogleApi) -> None:
    """An instance that was made again has an ending; the newest backup of every day counts, and what it lacks."""
    instance(api, "second-2", "a")
    api.post(f"{SQL}/second-2/backupRuns", {})
    store = wire.asking.wire.cloud.store
    (row,) = [one for one in store.list("sql_backup_run") if "second-2" in one.name]
    row.fields["content"] |= {"type": "AUTOMATED", "startTime": "2026-11-01T03:00:00.000Z"}
    store.put(row)
    api.patch(f"{SQL}/second-2/databases/a", {"collation": "de_DE.UTF8"})
    api.post(f"{SQL}/second-2/databases", {"name": "b", "instance": "second-2", "project": PROJECT})
    found = drilled(api, "database", "second")
    assert (found.whole, found.why) == (False, "the backup has no database b; database a came back otherwise")
    assert found.backup.startswith("automatic backup")
    assert found.rpo_seconds is not None
    assert found.rpo_seconds > 86_400
    assert not [one for one in api.pages(SQL, "items") if "drill" in str(one["name"])]


def test_what_came_back_otherwise_is_no_success() -> None:
    witness = Witness.new("x")
    rows = [(row["number"], row["value"]) for row in witness.rows]
    assert compared(witness, rows[::-1])[1] == ""
    said, differs = compared(witness, rows[1:])
    assert said.startswith("199 of 200 rows")
    assert "is not what was lost" in differs
    assert compared(witness, [*rows[1:], (0, "other")])[1] != ""
