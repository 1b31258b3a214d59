"""Reads a data source: one with a form of its own, else the standing resource that its configuration names."""

from __future__ import annotations

from typing import Any

from landfast.provider.facts import facts
from landfast.provider.tree import ResourceType, resource_type
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.computed import Filler
from landfast.rehearsal.cloud.refusal import not_found
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.terraform.configuration import ProviderConfiguration
from landfast.rehearsal.doors.terraform.data.readers import READERS, iam_policy_of
from landfast.rehearsal.doors.terraform.nothing import read_data_back
from landfast.rehearsal.doors.terraform.state import imported

# Same on every run: what a data source reads without a resource behind it must not change between two plans.
NOW = "2026-01-01T00:00:00.000Z"


def read_data(type_: ResourceType, cloud: Cloud, config: Object, provider: ProviderConfiguration) -> Object:
    """The data source's values. Raises Refusal (404) if what it names does not stand."""
    found = _found(type_, cloud, config, provider)
    values: Object = {}
    for name, attribute in type_.block.attributes.items():
        given = config.get(name)
        value = found.get(name) if given is None and name in found else given
        # What is computed and stands nowhere is left to the filler.
        if value is not None or not attribute.computed or name in found:
            values[name] = value
    for name in type_.block.blocks:
        values[name] = config.get(name)
    own = values.get("id") or _id(type_, config)
    # Few have a number for an id, which is left to the filler.
    known = type_.block.attributes.get("id")
    if known is None or known.type == "string":
        values["id"] = own
    filled = Filler(type_.name, str(own), NOW, values).block(type_.block, values)
    whole: Object = type_.block.conform(filled)
    return read_data_back(type_, whole, config)


def _found(type_: ResourceType, cloud: Cloud, config: Object, provider: ProviderConfiguration) -> Object:
    reader = READERS.get(type_.name)
    own = reader(cloud, config, provider) if reader is not None else None
    if own is not None:
        return own
    known = facts(type_.name)
    if known.iam_kind == "policy":
        return iam_policy_of(resource_type(type_.name), cloud, _with_project(config, provider))
    if not known.known:
        return {}
    for resource in cloud.list(Call("list", kind(type_.name))):
        if _names(config, resource, provider):
            return imported(resource_type(type_.name), resource, provider)
    raise not_found(f"{type_.name} with {_described(config)} was not found")


def _with_project(config: Object, provider: ProviderConfiguration) -> Object:
    return {**config, "project": config.get("project") or provider.project}


def _names(config: Object, resource: StoredResource, provider: ProviderConfiguration) -> bool:
    """Whether every argument is an attribute of the resource, or a name or path that its id ends with."""
    project = config.get("project") or provider.project
    if resource.project and isinstance(project, str) and resource.project != project.removeprefix("projects/"):
        return False
    given = {name: value for name, value in config.items() if isinstance(value, str) and name != "project"}
    return all(_same(value, resource.fields.get(name), resource.name) for name, value in given.items())


def _same(given: str, value: Any, full: str) -> bool:
    return given in (value, full) or full.endswith("/" + given) or f"/{given}/" in full


def _described(config: Object) -> str:
    given = {name: value for name, value in config.items() if isinstance(value, str)}
    return ", ".join(f'{name} = "{value}"' for name, value in given.items()) or "no arguments"


def _id(type_: ResourceType, config: Object) -> str:
    given = [value for value in config.values() if isinstance(value, str)]
    return "/".join([type_.name, *given])
