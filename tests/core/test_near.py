"""What a person may have meant."""

from __future__ import annotations

import pytest

from landfast.core.near import near_misses


@pytest.mark.parametrize(
    ("name", "among", "near"),
    [
        ("europe-west5", ("europe-west4", "us-east1"), ["europe-west4"]),
        ("CUSTOMER", ("Customer ID", "Customer"), ["Customer", "Customer ID"]),
        ("zzz", ("europe-west4",), []),
        ("abcd", ("abce", "abcf", "abcg", "abch"), 3),
    ],
)
def test_near_misses(name: str, among: tuple[str, ...], near: list[str] | int) -> None:
    found = near_misses(name, among)
    assert found == near if isinstance(near, list) else len(found) == near
