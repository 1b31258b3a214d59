"""Every file of Python in this repository, for tests of how it is laid out."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from repository import ROOMS, ROOT

HOUSE = ("landfast", *ROOMS, "tools")


@cache
def sources() -> dict[Path, ast.Module]:
    """Every file of Python, parsed; rooms where they really are, and templates of blueprints left out."""
    files = [path for folder in (*HOUSE, "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
    return {path: ast.parse(path.read_bytes()) for path in files}


def told(path: Path, node: ast.AST | None = None) -> str:
    line = getattr(node, "lineno", 0)
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"
