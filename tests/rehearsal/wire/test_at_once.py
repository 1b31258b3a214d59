"""Requests that are answered at the same time."""

from __future__ import annotations

import threading
from pathlib import Path

from wired import MANAGER, PROJECT, Asking, CheckedWire

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
