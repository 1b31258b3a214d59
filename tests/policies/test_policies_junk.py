"""No value in any place of a configuration breaks a rule: each fixture, with junk in each place in turn."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import repository
from check_folders import check_documents

from landfast.check import Document, PolicyContext, to_json

FIXTURES = sorted(repository.FIXTURES.glob("*.tf.json"))
JUNK = [5, "x", [], {}, [5], {"a": 1}, "${var.nowhere}", True, [[]], [None], -1.5]
CONTEXT = PolicyContext("eu", special_categories=True, protected=True)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key)
        yield from places(item, (*path, key))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name.removesuffix(".tf.json"))
def test_no_junk_in_any_place_breaks_a_rule_or_hides_the_rest(path: Path) -> None:
    body = json.loads(path.read_text())
    del body["//"]
    count = check_documents([Document("d", body)], CONTEXT).coverage.resources
    # Sections, types, names and how many there are is the evaluator's; from the attributes on they are the rules'.
    attributes = (place for place in places(body) if len(place) > 3 and place[3] != "count")
    for place, junk in zip(attributes, cycle(JUNK), strict=False):
        mutant = copy.deepcopy(body)
        container = mutant
        for key in place[:-1]:
            container = container[key]
        container[place[-1]] = copy.deepcopy(junk)
        report = check_documents([Document("d", mutant)], CONTEXT)
        assert report.coverage.resources == count
        assert to_json(report)["findings"] is not None
