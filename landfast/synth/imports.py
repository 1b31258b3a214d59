"""Which provider submodules the stacks use: read from their import statements, so that no list can go stale."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path

PROVIDER = "cdktn_provider_google"
PACKAGES = ("modules", "stacks")


def wanted_submodules(packages: Iterable[str] = PACKAGES) -> frozenset[str]:
    """Python names (`storage_bucket`) of the provider submodules that the packages import, anywhere in them."""
    files = (path for package in packages for path in sorted(_folder(package).rglob("*.py")))
    return frozenset(name for path in files for name in _imports(path))


def _folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(next(iter(spec.submodule_search_locations)))


def _imports(path: Path) -> Iterator[str]:
    source = path.read_bytes()
    if PROVIDER.encode() not in source:
        return
    for node in ast.walk(ast.parse(source, str(path))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module == PROVIDER:
            names = [f"{PROVIDER}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [node.module]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith(f"{PROVIDER}."))
