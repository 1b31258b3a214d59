"""The words of LF-MIN-002 and of the library's detector: policies import no library, so a test holds them together."""

from __future__ import annotations

import pytest
from landfast_ml.privacy.personal.reading import read_header

from landfast.policies.facts.tables import table

KNOWN = table("personal")


@pytest.mark.parametrize("name", [*KNOWN["words"], *(pair.replace("-", "_") for pair in KNOWN["pairs"])])
def test_what_a_policy_takes_for_personal_the_detector_knows(name: str) -> None:
    """It may want to see values, which a policy has none of."""
    header = read_header(name)
    assert header.hits or header.numbered


@pytest.mark.parametrize("name", ["shop_name", "price", "quantity", "device", "branch_code", "created_at"])
def test_neither_takes_a_thing_for_a_person(name: str) -> None:
    words = name.split("_")
    assert not set(words) & set(KNOWN["words"])
    assert f"{words[0]}-{words[-1]}" not in KNOWN["pairs"]
    header = read_header(name)
    assert header.of_thing or not any(hit.sure for hit in header.hits)
