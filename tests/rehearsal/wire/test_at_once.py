"""Requests that are answered at the same time."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from wired import MANAGER, PROJECT, Asking, CheckedWire, served

from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.faults import Faults


def test_who_waits_for_the_store_keeps_no_other_request_waiting(tmp_path: Path) -> None:
    # Never closed: if it fails, somebody waits for it for ever.
    store = Store(tmp_path / "cloud.sqlite")
    asking = Asking(CheckedWire(Cloud(store), Faults((), store), ""))
    asking.project(PROJECT)
    number = asking.ask("GET", f"{MANAGER}/v3/projects/{PROJECT}")["name"].rpartition("/")[2]
    # It looks in the store for the project with this number.
    waits = threading.Thread(target=asking.ask, args=("GET", f"{MANAGER}/v3/projects/{number}"), daemon=True)

    def has_the_store() -> None:
        with store.transaction():
            waits.start()
            waits.join(0.5)
            asking.ask("GET", f"{MANAGER}/v3/projects/{PROJECT}")

    holds = threading.Thread(target=has_the_store, daemon=True)
    holds.start()
    for each in (holds, waits):
        each.join(10)
        assert not each.is_alive()


def test_no_answer_waits_for_the_one_before_to_be_acknowledged(tmp_path: Path) -> None:
    """Linux delays an acknowledgement by 40 ms; the fastest of a few answers shows whether each waits for one."""
    with served(tmp_path) as wire, wire.session() as session:
        taken = []
        for _ in range(12):
            begin = time.perf_counter()
            assert session.get(f"{wire.endpoint('cloudresourcemanager')}/v3/projects/{PROJECT}", timeout=20).ok
            taken.append(time.perf_counter() - begin)
    # The first ones of a connection are acknowledged at once.
    assert min(taken[4:]) < 0.03
