"""How wide ranges are: together, whatever pieces they are written in; one's own networks are nobody's internet."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landfast.policies.facts.ranges import is_wide


@pytest.mark.parametrize(
    ("ranges", "wide"),
    [
        (["0.0.0.0/0"], True),
        (["::/0"], True),
        (["2000::/3"], True),
        ([" 0.0.0.0/1"], True),
        ([f"{first}.0.0.0/8" for first in range(16, 32)], True),
        (["203.0.113.0/24", "10.0.0.0/8"], False),
        (["fd00::/8", "fc00::/7"], False),
        (["2001:db8::/32"], False),
        (["everybody", None, 7], False),
        ([], False),
    ],
)
def test_what_lets_in_strangers_is_wide(ranges: list[object], wide: bool) -> None:
    assert is_wide(ranges) is wide


@given(st.integers(1, 7).flatmap(lambda prefix: st.tuples(st.just(prefix), st.integers(0, 2**prefix - 1))))
def test_a_wide_range_is_wide_in_halves_too(range_: tuple[int, int]) -> None:
    prefix, place = range_
    whole = ip_network((place << (32 - prefix), prefix))
    assert is_wide([str(half) for half in whole.subnets()])
