"""The store: resources by type, project and name; all of a transaction or nothing; soft-deleted projects."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from landfast.core.errors import UserError
from landfast.rehearsal import RehearsalCloud
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.projects import project_of
from landfast.rehearsal.cloud.store import Store, StoredResource

BUCKET = StoredResource("google_storage_bucket", "b", "p", {"name": "b", "nested": [{"share": 0.1}]})
TOPIC = StoredResource("google_pubsub_topic", "projects/q/topics/t", "q", {"name": "t"})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "cloud.sqlite")
    yield made
    made.close()


def ids(store: Store, **where: str) -> list[str]:
    return [resource.name for resource in store.list(**where)]


def test_put_get_list_delete(store: Store) -> None:
    for resource in (BUCKET, TOPIC):
        store.put(resource)
    assert store.get("google_storage_bucket", "b") is not None
    assert store.get("google_storage_bucket", "b", "q") is None
    assert (ids(store), ids(store, project="q"), ids(store, type_="google_storage_bucket")) == (
        [TOPIC.name, "b"],
        [TOPIC.name],
        ["b"],
    )
    store.delete(BUCKET)
    assert ids(store) == [TOPIC.name]


def write_and_stop(store: Store) -> None:
    with store.transaction():
        store.put(BUCKET)
        with store.transaction():
            store.put(TOPIC)
        raise ValueError("stop")


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(ValueError, match="stop"):
        write_and_stop(store)
    assert ids(store) == []


def test_a_deleted_project_is_gone_until_it_is_restored(store: Store) -> None:
    store.put(BUCKET)
    store.delete_project("p")
    assert (ids(store), store.any("b")) == ([], False)
    assert store.deleted("google_storage_bucket", "b") is not None
    store.undelete_project("p")
    assert ids(store) == ["b"]


def test_another_process_sees_what_was_written(store: Store, tmp_path: Path) -> None:
    store.put(BUCKET)
    second = Store(tmp_path / "cloud.sqlite")
    assert ids(second) == ["b"]
    second.close()


def test_threads_do_not_lose_each_others_writes(store: Store) -> None:
    def write(number: int) -> None:
        with store.transaction():
            store.put(StoredResource("google_pubsub_topic", str(number), "p", {}))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(100)))
    assert len(ids(store)) == 100


def test_a_fault_is_counted_over_restarts(store: Store, tmp_path: Path) -> None:
    assert [store.use_fault("f", 2), store.use_fault("f", 2)] == [True, True]
    store.close()
    again = Store(tmp_path / "cloud.sqlite")
    assert again.use_fault("f", 2) is False
    again.close()


def test_a_store_of_another_version_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "cloud.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE resource (type TEXT, id TEXT, body TEXT)")
    with pytest.raises(UserError, match=r"cloud\.sqlite: written by another version .*format 1, .* rm -r "):
        Store(path)
    with pytest.raises(UserError, match="another version"):
        RehearsalCloud(tmp_path).__enter__()


def test_a_read_beside_a_change_waits_for_the_change_and_not_for_ever(store: Store) -> None:
    """A lock of the requests' own, taken by the read before the store's, would be what the change waits for."""
    bucket, state = "google_storage_bucket", {"name": "b", "project": "p"}
    changing, reading = threading.Event(), threading.Event()

    def change() -> None:
        with store.transaction():
            changing.set()
            reading.wait(5)
            time.sleep(0.3)
            assert project_of(store, kind(bucket), "b", state) == "p"

    def read() -> None:
        changing.wait(5)
        reading.set()
        Cloud(store).find(Call("read", kind(bucket), "b", fields=state))

    # Daemons: threads that wait for each other must not keep the test run from ending.
    threads = [threading.Thread(target=work, daemon=True) for work in (change, read)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [thread.is_alive() for thread in threads] == [False, False]
