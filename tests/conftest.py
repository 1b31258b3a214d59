"""What takes longest begins first, then what one process does in one go: else one process ends alone with it, while
the others have nothing left to do."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

# A busy machine takes its time over an input: none is wrong for that.
settings.register_profile("landfast", deadline=None)
settings.load_profile("landfast")
# What tests load stays until the end, schemas of a thousand types among it: to look through all of it for cycles again
# and again is a sixth of the time of thousands of small tests.
gc.set_threshold(50_000, 50, 100)
LONG, GROUP = "long", "xdist_group"


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: [item.get_closest_marker(name) is None for name in (LONG, GROUP)])
    if getattr(config.option, "loadgroup", False):
        for item in items:
            keep_together(item)


def keep_together(item: pytest.Item) -> None:
    """Ends the id with the group's name, by which `--dist loadgroup` tells it. pytest-xdist 3.8 writes that where
    pytest 9.2 doesn't read it: every group was made by each process."""
    marker = item.get_closest_marker(GROUP)
    if marker and not item.nodeid.endswith(f"@{marker.args[0]}"):
        item._id = type(item.id).parse(f"{item.nodeid}@{marker.args[0]}")
