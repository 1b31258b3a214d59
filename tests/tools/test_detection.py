"""Our own stacks have no finding; and worsened in any one place, the right rule finds it there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repository import ROOT

from landfast.policies import RULES
from tools.detection import detection
from tools.detection.locations import moved
from tools.detection.paths import each_changed, places, stands, with_value, without
from tools.detection.settings import table

PAGE = ROOT / "docs" / "detection.md"
NAMES = st.sampled_from(["a", "b", "c"])
BODIES = st.recursive(
    st.none() | st.integers() | st.text(max_size=2),
    lambda inner: st.dictionaries(NAMES, inner, max_size=3) | st.lists(inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.long
@pytest.mark.xdist_group("detection")
def test_nobody_survives_and_nothing_is_found_where_nothing_is_wrong() -> None:
    found = detection()
    assert found["clean"] == ""
    assert found["survivors"] == ""


def test_the_page_counts_what_there_is() -> None:
    rows = [line.split(" | ") for line in PAGE.read_text().splitlines() if line.startswith("| ")]
    counts = [
        [int(cell.strip(" |").replace(",", "")) for cell in row[2:]] for row in rows if row[-1].strip(" |").isdigit()
    ]
    assert sum(mutants for mutants, _ours, _theirs in counts) > 3000
    assert all(ours == mutants for mutants, ours, _theirs in counts)
    # checkov is asked in earnest: it knows grants to everybody, and no location.
    theirs = {
        row[0].strip("| "): int(row[-1].strip(" |").replace(",", ""))
        for row in rows
        if row[-1].strip(" |")[:1].isdigit()
    }
    assert theirs["grant to everybody"] > 50
    mutants = {row[0].strip("| "): row[2] for row in rows}
    assert theirs["London"] < int(mutants["London"].replace(",", "")) / 50


def test_every_family_names_a_rule_that_there_is() -> None:
    ids = {rule.id for rule in RULES}
    entries = (*table()["keys"], *table()["settings"])
    named = [rule for entry in entries for rule in entry.get("rules") or [entry["rule"]]]
    assert set(named) <= ids


def test_each_location_of_a_list_is_moved_in_turn() -> None:
    body = {"message_storage_policy": {"allowed_persistence_regions": ["europe-west4", "europe-west1"]}}
    every = moved("google_pubsub_topic", body, {"family": "x", "code": "US"})
    found = [changed for _f, changed, _r, what in every if what.startswith("message_storage_policy.")]
    regions = [changed["message_storage_policy"]["allowed_persistence_regions"] for changed in found]
    assert regions == [["US", "europe-west1"], ["europe-west4", "US"]]


@given(BODIES.filter(lambda body: isinstance(body, dict)), st.lists(NAMES, min_size=1, max_size=3).map(tuple))
def test_a_mutant_differs_in_one_place_and_leaves_the_original_alone(body: Any, names: tuple[str, ...]) -> None:
    before = json.dumps(body)
    count = sum(1 for _place in places(body, names))
    changed = list(each_changed(body, names, "worse"))
    assert len(changed) == max(count, 1)
    for mutant in changed:
        assert [container[key] for container, key in places(mutant, names)].count("worse") >= 1
    assert not stands(without({"a": {"b": 1}}, ("a", "b")), ("a", "b"))
    assert with_value(body, names, None) is not body
    assert json.dumps(body) == before
