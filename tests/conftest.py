"""What takes longest begins first: else one process ends alone with it, while the others have nothing left to do."""

from __future__ import annotations

import gc

import pytest

# What tests load stays until the end, schemas of a thousand types among it: to look through all of it for cycles again
# and again is a sixth of the time of thousands of small tests.
gc.set_threshold(50_000, 50, 100)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
