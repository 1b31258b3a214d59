"""Which provider submodules the stacks use: read from their import statements, so that no list can go stale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from landfast.core.packages import needed

PROVIDER = "cdktn_provider_google"
# `from module import names` and `import modules`, wherever they stand in a file.
STATEMENT = re.compile(
    r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\((?:[^)#]|#.*)*\)|[^\n(]+)|import[ \t]+([^\n]+))", re.MULTILINE
)
COMMENT = re.compile("#.*")


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
        for name in imported(_file(module)):
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
    path = needed(top).joinpath(*rest)
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def imported(path: Path) -> tuple[str, ...]:
    """Dotted names that a file imports, each as the module and as what may be one in it.

    Read by a pattern: Python's own parser takes a tenth of a synthesis for it.
    """
    return tuple(_names(path.read_text(encoding="utf-8"))) if path.is_file() else ()


def _names(code: str) -> Iterator[str]:
    for module, listed, modules in STATEMENT.findall(code):
        if module:
            yield module
            yield from (f"{module}.{name}" for name in _listed(listed))
        else:
            yield from _listed(modules)


def _listed(names: str) -> list[str]:
    """`(a, b as c,  # why` is a and b."""
    parts = COMMENT.sub("", names).strip("()\n ").split(",")
    return [part.split()[0] for part in parts if part.strip()]
