"""Stacks that installed packages add by an entry point `landfast.modules`, where the spec asks for them. No CDK import.

Ours are the first entries of the same registry; which of those an environment has follows from the rest of the spec.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from landfast.core.errors import InputError
from landfast.core.plugins import PluginEntry, PluginRegistry

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_BUILD = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
_SERVICE = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class StackExtension:
    """A Terraform state of its own in each environment whose spec names it under `extensions`.

    `build`: `module:function` of the package, imported in a synthesis alone: it is called with the stack, a `Context`,
    and what the spec says of it, as `settings` reads it (None: nothing may be said). `after`: stacks that are brought
    up before it. `services`: short names of the APIs that it needs, enabled by the foundation.
    """

    name: str
    build: str
    after: tuple[str, ...] = ("foundation",)
    services: tuple[str, ...] = ()
    settings: type[BaseModel] | None = None
    origin: str = ""

    @property
    def module(self) -> str:
        return self.build.partition(":")[0]

    def said(self, given: Mapping[str, Any]) -> BaseModel | None:
        """What the spec says of it, typed. Raises: pydantic.ValidationError."""
        return (self.settings or Unsettled).model_validate(given)


class Unsettled(BaseModel):
    """Of a stack that nothing can be said of."""

    model_config = {"extra": "forbid", "frozen": True}


def _own() -> Sequence[StackExtension]:
    # Here: which of them a spec needs is told by the spec, which knows this registry.
    from landfast.stacks.node import NODES

    return [StackExtension(node.name, f"landfast.stacks.{node.name}:build", node.depends_on) for node in NODES]


def _read(entry: PluginEntry) -> Sequence[StackExtension]:
    found: Any = entry.imported()
    if not isinstance(found, StackExtension):
        limit = "a StackExtension of landfast.plugin"
        raise InputError([entry.problem(f"offers a {type(found).__name__}", entry.target, limit)])
    problems = [entry.problem(fact, value, limit) for fact, value, limit in _wrong(found)]
    if problems:
        raise InputError(problems)
    return [replace(found, origin=entry.origin)]


def _wrong(found: StackExtension) -> Sequence[tuple[str, str, str]]:
    """(fact, value, limit) of what the types would not let pass where it is written."""
    own = [one.name for one in _own()]
    wrong = []
    if not isinstance(found.name, str) or not _NAME.fullmatch(found.name) or len(found.name) > 40:
        wrong.append(("name is none", str(found.name), "lower-case letters, digits and dashes: acme-archive"))
    if not isinstance(found.build, str) or not _BUILD.fullmatch(found.build):
        wrong.append(("build is no function", str(found.build), "module:function"))
    if unknown := [name for name in found.after if name not in own]:
        wrong.append(("after has what is no stack of landfast", ", ".join(map(str, unknown)), ", ".join(own)))
    if unknown := [name for name in found.services if not isinstance(name, str) or not _SERVICE.fullmatch(name)]:
        wrong.append(("services has what is no short name", ", ".join(map(str, unknown)), "workflows, not its host"))
    if found.settings is not None and not (isinstance(found.settings, type) and issubclass(found.settings, BaseModel)):
        wrong.append(("settings is no class", str(found.settings), "a pydantic.BaseModel"))
    return wrong


REGISTRY: PluginRegistry[StackExtension] = PluginRegistry("modules", _own, _read, lambda found: found.name)


def extensions() -> Mapping[str, StackExtension]:
    """Those of installed packages, by name. Raises: InputError if one is broken."""
    return {found.name: found for found in REGISTRY.all() if found.origin}
