"""Resources of a configuration in Terraform JSON, with every reference that can be resolved resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landfast.check.blocks import labelled, single, typed
from landfast.check.instances import Values
from landfast.check.model import Document
from landfast.check.module import Module
from policies.model import Mode, Resource
from policies.values import Unknown

SECTIONS = frozenset(
    {"check", "data", "import", "locals", "module", "moved", "output", "provider", "removed", "resource", "terraform",
     "variable", "ephemeral"}
)  # fmt: skip


def is_synthesized(body: Mapping[str, Any]) -> bool:
    """Whether this looks like Terraform JSON: something in it, and nothing but blocks of Terraform."""
    names = set(body) - {"//"}
    return bool(names) and names <= SECTIONS


def resources_of(document: Document) -> Iterator[Resource]:
    """Every instance of every resource and data source; then providers, backend and modules, which rules judge too."""
    module = Module(document.body)
    for mode in ("managed", "data"):
        for type_, named in module.resources[mode].items():
            for name in named:
                yield from _instances(module, document, mode, type_, name)
    for type_, named in typed(document.body.get("ephemeral")).items():
        for name, raw in named.items():
            # Read when Terraform runs, as a data source is: judged by its type like one.
            address = f"ephemeral.{type_}.{name}"
            values = Values(module, raw, module.scope, ("ephemeral", address))
            yield Resource(address, type_, values, "data", document.name, rehearsal=document.rehearsal)
    for name, raw in module.providers.items():
        values = Values(module, raw, module.scope, ("provider", name))
        yield Resource(f"provider.{name}", name.split(".", 1)[0], values, "provider", document.name)
    yield from _backend(module, document)
    for name, body in labelled(document.body.get("module")).items():
        values = Values(module, single(body), module.scope, ("module", name))
        yield Resource(f"module.{name}", "module", values, "module", document.name)


def _instances(module: Module, document: Document, mode: Mode, type_: str, name: str) -> Iterator[Resource]:
    base = f"data.{type_}.{name}" if mode == "data" else f"{type_}.{name}"
    made = module.made(mode, type_, name)
    if isinstance(made, Unknown):
        # A circle in count or for_each: Terraform fails on it. Judge the block as if it stood once.
        body = module.resources[mode][type_][name]
        values = Values(
            module, body, module.scope.child({"each": {"key": made, "value": made}}), (mode, "circle", base)
        )
        yield Resource(base, type_, values, mode, document.name, module.provider_of(type_, body), document.rehearsal)
        return
    for _key, instance in made:
        yield Resource(
            instance.address, type_, instance.values, mode, document.name, instance.provider, document.rehearsal
        )


def _backend(module: Module, document: Document) -> Iterator[Resource]:
    """The backend that is named, or the local one that Terraform takes if none is."""
    settings = [part for part in _parts(document.body.get("terraform")) if isinstance(part, Mapping)]
    found = [
        (kind, single(body))
        for part in settings
        for kind, body in [
            *labelled(part.get("backend")).items(),
            *([("cloud", part["cloud"])] if "cloud" in part else []),
        ]
    ]
    for kind, body in found or [("local", {})]:
        values = Values(module, body, module.scope, ("backend", kind))
        yield Resource(
            f"terraform.backend.{kind}", kind, values, "backend", document.name, rehearsal=document.rehearsal
        )


def _parts(raw: Any) -> list[Any]:
    return raw if isinstance(raw, list) else [raw]
