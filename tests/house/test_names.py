"""Names of classes occur once."""

from __future__ import annotations

import ast
from collections import defaultdict

from sources import sources, told


def test_no_class_name_occurs_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(told(path, node))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}
