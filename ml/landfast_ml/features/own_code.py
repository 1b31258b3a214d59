"""What a function's values depend on in the project's code, as one digest: its own lines and all that they use.

Comments, docstrings and what stands beside it don't count: a model stays usable when another feature is added.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

LENGTH = 12


def code_of(function: Callable[..., Any]) -> str:
    """The same for the same code, wherever the project stands."""
    file = Path(inspect.getfile(function))
    parts = _Parts(function.__module__.split(".")[0])
    parts.take(function.__name__, function.__module__, file)
    return hashlib.sha256("\n".join(parts.found).encode()).hexdigest()[:LENGTH]


class _Parts:
    """The statements that a name leads to, in the order they are met; `package` is the project's."""

    def __init__(self, package: str) -> None:
        self.package = package
        self.found: list[str] = []
        self._seen: set[tuple[str, str]] = set()

    def take(self, name: str, module: str, file: Path) -> None:
        """The statements that bind a name at the top of a module, and those that they use."""
        if (module, name) in self._seen:
            return
        self._seen.add((module, name))
        for statement in _statements(file):
            if name not in _names(statement):
                continue
            if isinstance(statement, ast.Import | ast.ImportFrom):
                self._take_imported(statement, name, module)
                continue
            plain = _plain(statement)
            self.found.append(ast.unparse(plain))
            for used in sorted({one.id for one in ast.walk(plain) if isinstance(one, ast.Name)}):
                self.take(used, module, file)

    def _take_imported(self, statement: ast.Import | ast.ImportFrom, name: str, module: str) -> None:
        """What another module of the project has under the name, or all of it if the name is a module."""
        alias = next(one for one in statement.names if (one.asname or one.name.split(".")[0]) == name)
        origin = whole = alias.name
        if isinstance(statement, ast.ImportFrom):
            relative = "." * statement.level + (statement.module or "")
            origin = importlib.util.resolve_name(relative, module.rpartition(".")[0])
            whole = f"{origin}.{alias.name}"
        if origin.split(".")[0] != self.package:
            self.found.append(ast.unparse(statement))
            return
        file, inner = _file(origin), _file(whole)
        if inner is not None:
            for each in sorted(set().union(*map(_names, _statements(inner)))):
                self.take(each, whole, inner)
        elif file is not None:
            self.take(alias.name, origin, file)


def _statements(file: Path) -> list[ast.stmt]:
    return ast.parse(file.read_text(encoding="utf-8")).body


def _names(statement: ast.stmt) -> set[str]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.split(".")[0] for alias in statement.names}
    return {one.id for one in ast.walk(statement) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}


def _plain(tree: Any) -> Any:
    """Without what changes no value: docstrings, and the decorator, whose words are a declaration of their own."""
    for one in ast.walk(tree):
        body = getattr(one, "body", None)
        if isinstance(one, ast.Module | ast.FunctionDef | ast.ClassDef) and body:
            first = body[0]
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                one.body = body[1:] or [ast.Pass()]
    if isinstance(tree, ast.FunctionDef):
        tree.decorator_list = [one for one in tree.decorator_list if "feature" not in ast.unparse(one)]
    return tree


def _file(module: str) -> Path | None:
    try:
        spec = importlib.util.find_spec(module)
    except (ImportError, ValueError):
        return None
    return Path(spec.origin) if spec is not None and spec.origin else None
