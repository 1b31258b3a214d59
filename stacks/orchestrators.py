"""What runs the ML pipeline: ours, and those of packages with an entry point `landfast.orchestrators`. No CDK import.

Here an orchestrator is a name alone: what it does, it does in the ML project, whose library imports what the entry
point names. What it needs of the environment, such as a cluster, the spec asks for, or a stack of the package brings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from landfast.core.errors import InputError
from landfast.core.plugins import PluginEntry, PluginRegistry

OwnOrchestrator = Literal["vertex", "kubeflow", "airflow", "pachyderm"]
OWN: tuple[OwnOrchestrator, ...] = get_args(OwnOrchestrator)
# What the library of a project calls in its module.
NEEDED = frozenset({"compile_pipeline", "submit"})
_NAME = re.compile(r"[a-z][a-z0-9]{1,19}")


@dataclass(frozen=True, slots=True)
class NamedOrchestrator:
    """One by its name in the spec; `origin` is empty for ours."""

    name: str
    origin: str = ""


def _read(entry: PluginEntry) -> Sequence[NamedOrchestrator]:
    """Named as its entry point is. Its module is not imported: it may need what only the project has."""
    if not _NAME.fullmatch(entry.name) or entry.name == "local":
        raise InputError([entry.problem("name is none of an orchestrator", entry.name, "2 to 20 letters and digits")])
    lacking = NEEDED - _top_level(entry.file().read_bytes(), entry)
    if lacking:
        raise InputError([entry.problem(f"has no {' and no '.join(sorted(lacking))}", entry.target)])
    return [NamedOrchestrator(entry.name, entry.origin)]


def _top_level(source: bytes, entry: PluginEntry) -> set[str]:
    """What a module's names would be, told from its text. Raises: InputError if that is no Python."""
    import ast

    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError) as error:
        raise InputError([entry.problem(f"is no Python: {error}", entry.target)]) from None
    found: set[str] = set()
    for one in body:
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(one.name)
        elif isinstance(one, ast.Import | ast.ImportFrom):
            # Of a star nobody can tell what it brings.
            found |= (
                {*NEEDED} if any(name.name == "*" for name in one.names) else {n.asname or n.name for n in one.names}
            )
        elif isinstance(one, ast.Assign):
            found |= {target.id for target in one.targets if isinstance(target, ast.Name)}
    return found


REGISTRY: PluginRegistry[NamedOrchestrator] = PluginRegistry(
    "orchestrators", lambda: [NamedOrchestrator(name) for name in OWN], _read, lambda found: found.name
)


def known() -> tuple[str, ...]:
    """Every name. Raises: InputError if one of an installed package is broken."""
    return tuple(found.name for found in REGISTRY.all())
