"""Which provider submodules the stacks use: read from their import statements, so that no list can go stale."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PROVIDER = "cdktn_provider_google"


def wanted_submodules(modules: Iterable[str]) -> frozenset[str]:
    """Python names (`storage_bucket`) of the provider submodules that `modules` import, themselves or through others.

    Followed are imports of the top-level packages that `modules` are of.
    """
    pending = list(modules)
    ours = {name.partition(".")[0] for name in pending}
    seen: set[str] = set()
    wanted: set[str] = set()
    while pending:
        module = pending.pop()
        if module in seen:
            continue
        seen.add(module)
        for name in _imports(_file(module)):
            top, _, rest = name.partition(".")
            if top == PROVIDER and rest:
                wanted.add(rest.partition(".")[0])
            elif top in ours and _is_module(name):
                pending.append(name)
    return frozenset(wanted)


def _is_module(name: str) -> bool:
    """Whether a dotted name is a module, and not something in one."""
    package, _, last = name.rpartition(".")
    if not package:
        return True
    folder = _file(package).parent
    return (folder / f"{last}.py").is_file() or (folder / last / "__init__.py").is_file()


def _file(module: str) -> Path:
    top, *rest = module.split(".")
    spec = importlib.util.find_spec(top)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(top)
    path = Path(next(iter(spec.submodule_search_locations)), *rest)
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def _imports(path: Path) -> tuple[str, ...]:
    """Dotted names that a file imports, each as the module and as what may be one in it."""
    return tuple(_names(ast.parse(path.read_bytes(), str(path)))) if path.is_file() else ()


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
