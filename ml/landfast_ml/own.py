"""Where a project keeps code of its own that registers itself: looked into when it is needed, not at every start."""

from __future__ import annotations

import importlib

from landfast_ml.errors import UsageError

_modules: list[str] = []


def look_in(module: str) -> None:
    """The module is imported when somebody asks for what is registered."""
    if module not in _modules:
        _modules.append(module)


def read_own() -> None:
    """Import them all; once imported it costs nothing."""
    for module in _modules:
        imported(module)


def imported(module: str) -> None:
    """UsageError names the module that can't be, and why."""
    try:
        importlib.import_module(module)
    except ImportError as error:
        hint = "add what it needs to pyproject.toml and lock it, or take the import out"
        raise UsageError(f"{module.replace('.', '/')}.py can't be imported: {error}: {hint}") from None
