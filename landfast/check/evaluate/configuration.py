"""Resources of a configuration in Terraform JSON, with every reference that can be resolved resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from landfast.check.evaluate.blocks import labelled, listed, single, typed
from landfast.check.evaluate.document import Document, DocumentSubject
from landfast.check.evaluate.instances import Values
from landfast.check.evaluate.modules import Module
from landfast.check.subject import Evaluated
from landfast.core.errors import Problem
from landfast.policies.model import Mode, Resource
from landfast.policies.values import Unknown

SECTIONS = frozenset(
    {"check", "data", "import", "locals", "module", "moved", "output", "provider", "removed", "resource", "terraform",
     "variable", "ephemeral"}
)  # fmt: skip


# Blocks by which a module makes or reads something.
_MAKE = frozenset({"data", "ephemeral", "module", "resource"})
# A few lines with `count` can mean millions.
RESOURCE_LIMIT = 200_000


@dataclass(frozen=True, slots=True)
class Configuration(DocumentSubject):
    """A root module of Terraform, with all that it calls and that is at hand."""

    def evaluate(self) -> Evaluated:
        found = list(islice(resources_of(self.document), RESOURCE_LIMIT + 1))
        if len(found) <= RESOURCE_LIMIT:
            return Evaluated(found)
        fact, limit = "makes more resources than can be judged", f"{RESOURCE_LIMIT:,} at most"
        return Evaluated(problems=[Problem(self.name, fact, limit=limit, next_step="check its parts, or a plan")])


@dataclass(frozen=True, slots=True)
class Ticket(DocumentSubject):
    """A configuration that another team is asked to apply: none of it counts as standing, whatever others look for."""

    def evaluate(self) -> Evaluated:
        # All that is ever asked for, also what waits for a variable of its own: by the name that it is written under.
        variables = dict.fromkeys(self.document.body.get("variable", {}), True)
        found = [each for each in resources_of(replace(self.document, inputs=variables)) if _is_asked(each)]
        return Evaluated([replace(each, mode="asked", address=each.address.removesuffix("[0]")) for each in found])


def _is_asked(resource: Resource) -> bool:
    """A subnetwork that stands is read, and asked to be as it is wanted."""
    return resource.mode == "managed" or (resource.mode == "data" and resource.type == "google_compute_subnetwork")


def is_configuration(body: Mapping[str, Any]) -> bool:
    """Whether this looks like Terraform JSON: nothing but blocks of Terraform in it."""
    return set(body) - {"//"} <= SECTIONS


def resources_of(document: Document) -> Iterator[Resource]:
    """Every instance of every resource and data source; then providers, backend and modules, which rules judge too."""
    root = Module(document)
    yield from _of_module(root, document)
    yield from _backend(root, document)


def _of_module(module: Module, document: Document) -> Iterator[Resource]:
    """What a module makes, and the modules that it calls. `document` is the root's."""
    for mode in ("managed", "data"):
        for type_, named in module.resources[mode].items():
            for name in named:
                yield from _instances(module, document, mode, type_, name)
    for type_, named in typed(module.document.body.get("ephemeral")).items():
        for name, raw in named.items():
            # Read when Terraform runs, as a data source is: judged by its type like one.
            address = f"{module.prefix}ephemeral.{type_}.{name}"
            values = Values(module, raw, module.scope, ("ephemeral", address))
            yield Resource(address, type_, values, "data", document.name, rehearsal=document.rehearsal)
    for name in module.providers:
        address = f"{module.prefix}provider.{name}"
        yield Resource(address, name.split(".", 1)[0], module.provider(name), "provider", document.name)
    for name, body in module.calls.items():
        called = module.called(name) if name in module.document.modules else None
        if isinstance(called, list):
            for _key, inner in called:
                yield from _of_module(inner, document)
        else:
            values = Values(module, body, module.scope, ("module", name))
            yield Resource(f"{module.prefix}module.{name}", "module", values, "module", document.name)


def _instances(module: Module, document: Document, mode: Mode, type_: str, name: str) -> Iterator[Resource]:
    base = f"{module.prefix}data.{type_}.{name}" if mode == "data" else f"{module.prefix}{type_}.{name}"
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
    settings = [part for part in listed(document.body.get("terraform")) if isinstance(part, Mapping)]
    found = [
        (kind, single(body))
        for part in settings
        for kind, body in [
            *labelled(part.get("backend")).items(),
            *([("cloud", part["cloud"])] if "cloud" in part else []),
        ]
    ]
    if not found and (document.unread or not document.body.keys() & _MAKE):
        # A backend may be named where nothing could be read; what makes nothing keeps no state.
        return
    for kind, body in found or [("local", {})]:
        values = Values(module, body, module.scope, ("backend", kind))
        yield Resource(
            f"terraform.backend.{kind}", kind, values, "backend", document.name, rehearsal=document.rehearsal
        )
