"""What comes back over the wire, by Google's own clients: objects that were deleted or overwritten, and tables."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from google.api_core import exceptions
from google.cloud import bigquery, storage
from wired import PROJECT, REGION, Bearer, ServedWire, options, served


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWire]:
    with served(tmp_path_factory.mktemp("wire")) as standing:
        yield standing


def test_what_was_deleted_comes_back_while_its_bucket_keeps_it(wire: ServedWire) -> None:
    client = storage.Client(project=PROJECT, credentials=Bearer(), client_options=options(wire, "storage"))
    bucket = client.create_bucket("clinic-kept", location=REGION)
    assert bucket.soft_delete_policy.retention_duration_seconds == 7 * 86_400
    bucket.blob("a.csv").upload_from_string(b"one")
    first = bucket.get_blob("a.csv").generation
    bucket.delete_blob("a.csv")
    assert not list(client.list_blobs(bucket))
    (gone,) = client.list_blobs(bucket, soft_deleted=True)
    assert (gone.name, gone.generation) == ("a.csv", first)
    assert (gone.hard_delete_time - gone.soft_delete_time).days == 7
    with pytest.raises(exceptions.NotFound):
        bucket.restore_blob("a.csv", generation=first + 1)
    back = bucket.restore_blob("a.csv", generation=first, if_generation_match=0)
    assert (back.download_as_bytes(), back.generation > first) == (b"one", True)
    with pytest.raises(exceptions.PreconditionFailed):
        bucket.restore_blob("a.csv", generation=first, if_generation_match=0)
    # Where nothing is kept, nothing comes back.
    bucket.soft_delete_policy.retention_duration_seconds = 0
    bucket.patch()
    bucket.delete_blob("a.csv")
    assert back.generation not in [one.generation for one in client.list_blobs(bucket, soft_deleted=True)]


def test_versions_of_objects(wire: ServedWire) -> None:
    client = storage.Client(project=PROJECT, credentials=Bearer(), client_options=options(wire, "storage"))
    bucket = client.bucket("clinic-versions")
    bucket.versioning_enabled = True
    bucket = client.create_bucket(bucket, location=REGION)
    for content in (b"one", b"two"):
        bucket.blob("model").upload_from_string(content)
    older, newer = client.list_blobs(bucket, versions=True)
    assert (older.time_deleted is None, newer.time_deleted is None) == (False, True)
    assert bucket.blob("model", generation=older.generation).download_as_bytes() == b"one"
    assert bucket.copy_blob(older, bucket, "copy", source_generation=older.generation).download_as_bytes() == b"one"
    # A live one that is deleted by its name is kept, too; by its generation it is not.
    bucket.delete_blob("model")
    assert len(list(client.list_blobs(bucket, prefix="model", versions=True))) == 2
    with pytest.raises(exceptions.Conflict, match="not empty"):
        bucket.delete()
    for one in client.list_blobs(bucket, versions=True):
        bucket.delete_blob(one.name, generation=one.generation)
    bucket.delete()


def test_tables_as_of_a_moment(wire: ServedWire) -> None:
    client = bigquery.Client(project=PROJECT, credentials=Bearer(), client_options=options(wire, "bigquery"))
    place = bigquery.DatasetReference(PROJECT, "travels")
    dataset = bigquery.Dataset(place)
    dataset.location = REGION
    client.create_dataset(dataset)
    table = place.table("visits")
    columns = [bigquery.SchemaField("id", "INTEGER"), bigquery.SchemaField("at", "STRING")]
    config = bigquery.LoadJobConfig(schema=columns)
    rows = [{"id": number, "at": "ward"} for number in range(3)]
    client.load_table_from_json(rows, table, job_config=config).result()
    assert client.get_table(table).num_rows == 3
    assert [dict(row) for row in client.list_rows(client.get_table(table))] == rows
    moment = int(time.time() * 1000)
    time.sleep(0.005)
    client.delete_table(table)
    with pytest.raises(exceptions.NotFound):
        client.copy_table(table, place.table("none")).result()
    then = place.table(f"visits@{moment}")
    client.copy_table(then, place.table("back")).result()
    assert [dict(row) for row in client.list_rows(client.get_table(place.table("back")))] == rows
    with pytest.raises(exceptions.Conflict):
        client.copy_table(then, place.table("back")).result()
    with pytest.raises(exceptions.BadRequest, match="time travel"):
        client.copy_table(place.table("visits@1000"), place.table("more")).result()
    with pytest.raises(exceptions.BadRequest, match="No such field"):
        client.load_table_from_json([{"other": 1}], place.table("back"), job_config=config).result()
    client.delete_dataset(dataset, delete_contents=True)
