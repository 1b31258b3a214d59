"""Blueprints that a spec may ask for, by name and kind: ours, and those of packages that are installed with an entry
point `landfast.blueprints`. What else a blueprint is, is none of a spec's business."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from landfast.core.errors import InputError
from landfast.core.plugins import PluginEntry, PluginRegistry

if TYPE_CHECKING:
    from landfast_ml.contract.project import ProjectKind

# Not read off the contract: what was synthesized is kept by all that was read for it, and the library is none of it.
KINDS: tuple[ProjectKind, ...] = ("tabular", "batch-scoring", "forecasting")
# What uses the models of another is generated beside it, and no spec asks for it.
TRAINED: tuple[ProjectKind, ...] = ("tabular", "forecasting")


@dataclass(frozen=True, slots=True)
class NamedBlueprint:
    """One by its name in the spec; `origin` is empty for ours, which are called as their kinds are."""

    name: str
    kind: ProjectKind
    origin: str = ""


def _read(entry: PluginEntry) -> Sequence[NamedBlueprint]:
    """Raises: InputError for what is no declaration of one."""
    return [_declared(entry, path) for path in entry.declared("blueprint.yaml")]


def _declared(entry: PluginEntry, path: Path) -> NamedBlueprint:
    try:
        said: Any = YAML(typ="safe", pure=True).load(path)
    except YAMLError as error:
        fact = f"{path.parent.name}/{path.name} is not valid YAML: {' '.join(str(error).split())[:200]}"
        raise InputError([entry.problem(fact)]) from None
    if not isinstance(said, dict) or not isinstance(said.get("name"), str):
        raise InputError([entry.problem(f"{path.parent.name}/{path.name} says no name")])
    kind = said.get("kind", said["name"])
    if kind not in KINDS:
        raise InputError([entry.problem(f"{path.parent.name}/{path.name} says no kind", str(kind), ", ".join(KINDS))])
    return NamedBlueprint(said["name"], kind, entry.origin)


REGISTRY: PluginRegistry[NamedBlueprint] = PluginRegistry(
    "blueprints", lambda: [NamedBlueprint(kind, kind) for kind in KINDS], _read, lambda found: found.name
)


def trained() -> Mapping[str, ProjectKind]:
    """Name -> kind. Raises: InputError if one of an installed package is broken."""
    return {found.name: found.kind for found in REGISTRY.all() if found.kind in TRAINED}
