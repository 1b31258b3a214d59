"""The order of the tests: long ones first, in both halves, so that no worker waits at the end for one of them."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two workers begin with a half each, and take from the other's end when theirs is done."""
    long = [item for item in items if item.get_closest_marker("long")]
    rest = [item for item in items if not item.get_closest_marker("long")]
    half = len(items) // 2
    first = long[::-1][::2]
    cut = max(0, half - len(first))
    items[:] = [*first, *rest[:cut], *long[::-1][1::2], *rest[cut:]]
