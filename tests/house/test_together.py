"""What tests share is made once: those of one group are done by one process."""

from __future__ import annotations

import pytest


@pytest.mark.xdist_group("together")
def test_a_group_is_told_by_the_end_of_its_tests_ids(request: pytest.FixtureRequest) -> None:
    grouped = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@together") is grouped
