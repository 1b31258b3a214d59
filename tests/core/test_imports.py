"""The rooms at the bottom import nothing but the standard library and themselves."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import pytest
from repository import ROOT


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


# What a person writes, a spec or a file of rules, is read, and its models are described, in places that both stand on.
READER = {
    "yaml_bounds.py": ("ruamel",),
    "yaml_source.py": ("ruamel",),
    "meanings.py": ("pydantic", "pydantic_core"),
}


@pytest.mark.parametrize(("room", "ours"), [("core", ("core",)), ("gcp", ("core", "gcp"))])
def test_imports(room: str, ours: tuple[str, ...]) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    allowed = tuple(f"landfast.{name}." for name in ours)
    wrong = [
        f"{path.name}: {name}"
        for path in files
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name.partition(".")[0] not in (*sys.stdlib_module_names, *READER.get(path.name, ()))
        and not f"{name}.".startswith(allowed)
    ]
    assert len(files) > 3
    assert not wrong
