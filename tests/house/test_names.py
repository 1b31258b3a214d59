"""Names of classes occur once, and files can be read at a sitting."""

from __future__ import annotations

import ast
from collections import defaultdict

from sources import sources, told

LINES = 300


def test_no_class_name_occurs_twice() -> None:
    places: dict[str, list[str]] = defaultdict(list)
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(told(path, node))
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_no_file_is_too_long_to_read() -> None:
    lengths = {told(path): path.read_bytes().count(b"\n") for path in sources()}
    assert {path: count for path, count in lengths.items() if count > LINES} == {}
