"""Judges each attribute that says where a resource is; the residency rules pick their share of the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from landfast.gcp.locations import region_of
from landfast.gcp.universes import Universe, universes
from landfast.policies.causes import SET_PROVIDER, Cause
from landfast.policies.facts.flows import backend, bucket, dataset, destination, image, named, state_bucket, topic, url
from landfast.policies.facts.keys import key_attributes
from landfast.policies.facts.location_attributes import (
    Judge,
    PlaceJudgement,
    block,
    flag,
    inside,
    parent,
    place,
    reason,
)
from landfast.policies.facts.places import locate, location_in
from landfast.policies.facts.shapes import outflows
from landfast.policies.facts.tables import LocationAttribute, TypeEntry, assessed, assessed_data, table
from landfast.policies.model import Resource, World
from landfast.policies.values import Missing, first, read, shown, why

# What Google Cloud calls the multi-region of the European Union, in the products that choose one by nearness.
_UNION = "eu"


def judge(resource: Resource, world: World) -> list[PlaceJudgement]:
    """What is wrong with where a resource is; empty if all is in the area."""
    return world.remembered_of(_judged, resource)


def _judged(resource: Resource, world: World) -> list[PlaceJudgement]:
    entry = entry_of(resource)
    if entry is None:
        return []
    found = [bad for attribute in entry.attributes for bad in _each(attribute, resource, world)]
    if resource.mode == "managed":
        found += outflows(resource, world, _read_by(resource.type))
    untold = {bad.cause for bad in found if bad.origin == "set"}
    return [bad for bad in found if not bad.implied or bad.cause not in untold]


@cache
def _read_by(type_: str) -> frozenset[str]:
    """Paths of a type that are judged as such: by the table of places, by the one of keys, by the one of processors."""
    entry = assessed()[type_]
    keys = {".".join(names) for names in key_attributes().get(type_, ())}
    # What stands for a whole cloud (`=HOST`) names a place in it, too; a host may be one of Google's elsewhere.
    forms = table("processors")["places"].get(type_, {})
    hosts = {path for path, form in forms.items() if form not in ("url", "host") and not form.startswith("=")}
    return frozenset({attribute.path for attribute in entry.attributes} | keys | hosts)


def entry_of(resource: Resource) -> TypeEntry | None:
    return (assessed_data() if resource.mode == "data" else assessed()).get(resource.type)


def _each(attribute: LocationAttribute, resource: Resource, world: World) -> Iterator[PlaceJudgement]:
    whole = _WHOLE.get(attribute.kind)
    if any(resource.values.get(name) in values for name, values in attribute.unless.items()):
        return
    if whole:
        yield from whole(attribute, world)
        return
    judge_value = _KINDS[attribute.kind]
    instead = any(not isinstance(first(resource.values, path), Missing) for path in attribute.instead)
    for path, value in read(resource.values, attribute.names):
        if instead and _is_said(attribute, value):
            continue
        if isinstance(value, Missing):
            yield from _missing(attribute, path, value, resource, world)
        elif value == "" and attribute.absent != "required":
            # The provider sends no empty text: it is as if nothing were set. So does a plan show what is not used.
            yield from _missing(attribute, path, Missing.VALUE, resource, world)
        else:
            yield from judge_value(attribute, path, value, resource, world)


def _is_said(attribute: LocationAttribute, value: Any) -> bool:
    """Whether another attribute that is set says what this one would: a bare name is one in the place beside it."""
    if attribute.kind == "in":
        return isinstance(value, str) and location_in(value) is None
    return isinstance(value, Missing)


def _is_global(attribute: LocationAttribute, _world: World) -> Iterator[PlaceJudgement]:
    yield PlaceJudgement(attribute.path, "global", "flow", attribute.means)


def _is_opaque(attribute: LocationAttribute, _world: World) -> Iterator[PlaceJudgement]:
    yield PlaceJudgement(attribute.path, "unknown", "set", attribute.means)


def _stands_beside(attribute: LocationAttribute, world: World) -> Iterator[PlaceJudgement]:
    """It is where another type of the same project is, which it does not name."""
    if not world.of(*attribute.of):
        wanted = " or ".join(attribute.of)
        yield PlaceJudgement(
            attribute.path, "unknown", "set", f"stands where {wanted} does, and none is checked with it"
        )


def _missing(
    attribute: LocationAttribute, path: str, value: Missing, resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    absent = attribute.absent
    if absent.startswith("ok") or (attribute.within and value is Missing.BLOCK):
        return
    if absent == "required":
        yield PlaceJudgement(path, "unknown", "omitted", "is not set, and it is required")
    elif not absent.startswith("provider.") and (universe := _apart(resource)):
        # Whatever a service chooses there, it chooses among these.
        verdicts = [locate(region, "", world.area) for region in universe.regions]
        bad = next((verdict for verdict in verdicts if not verdict.good), None)
        if bad is not None:
            yield PlaceJudgement(
                path, bad.kind, "omitted", f"is not set, so it is in {universe.title}, which {bad.clause}"
            )
    elif absent == "anywhere":
        yield PlaceJudgement(path, "global", "omitted", "is not set, so the service may keep it anywhere")
    elif absent == "nearest":
        yield from _nearest(attribute, path, resource, world)
    elif absent.startswith("provider."):
        yield from _from_provider(path, absent.removeprefix("provider."), resource, world)
    else:
        verdict = locate(absent, attribute.codes, world.area)
        if not verdict.good:
            yield PlaceJudgement(path, verdict.kind, "omitted", f"is not set, so it is {absent}")


def _apart(resource: Resource) -> Universe | None:
    """The universe apart from Google Cloud that the provider asks, if it is one that is known."""
    domain = resource.provider.get("universe_domain")
    return universes().get(domain) if isinstance(domain, str) else None


def _nearest(attribute: LocationAttribute, path: str, resource: Resource, world: World) -> Iterator[PlaceJudgement]:
    """From a region of the European Union the nearest multi-region is the Union's own."""
    region = world.area.regions.get(region_of(_own_place(resource)))
    if region is None or region.status != "EU":
        text = "is not set, so Google takes the nearest multi-region: name a location of the area"
        yield PlaceJudgement(path, "unknown", "omitted", text)
        return
    verdict = locate(_UNION, attribute.codes, world.area)
    if not verdict.good:
        text = f"is not set, so Google takes the nearest multi-region: {shown(_UNION)} {verdict.clause}"
        yield PlaceJudgement(path, verdict.kind, "omitted", text)


def _own_place(resource: Resource) -> str:
    """The region or zone that a resource names, or has of its provider; empty if it has none, or none is known."""
    entry = entry_of(resource)
    for attribute in entry.attributes if entry else ():
        if attribute.path in ("region", "zone"):
            value = resource.values.get(attribute.path)
            if value in (None, "") and attribute.absent.startswith("provider."):
                value = resource.provider.get(attribute.path)
            if isinstance(value, str):
                return value
    return ""


def _from_provider(path: str, level: str, resource: Resource, world: World) -> Iterator[PlaceJudgement]:
    """The provider fills in its zone or region; a region is also taken from its zone. `zone?`: one that may lack."""
    if level == "zone?" and resource.provider.get("zone") in (None, ""):
        return
    for name in ("zone",) if level.startswith("zone") else ("region", "zone"):
        value = resource.provider.get(name)
        if value in (None, ""):
            continue
        if not isinstance(value, str):
            text = f"is not set, and the provider's {name} can't be told: {reason(value)}"
            yield PlaceJudgement(path, "unknown", "set", text, why(value))
            return
        verdict = locate(value, "", world.area)
        if not verdict.good:
            text = f"is not set, so it is the provider's {name} {shown(value)}, which {verdict.clause}"
            yield PlaceJudgement(path, verdict.kind, "omitted", text)
        return
    text = f"is not set, nor is the provider's {level}: the environment that Terraform runs in decides"
    yield PlaceJudgement(path, "unknown", "omitted", text, Cause(f"the provider's {level} is not set", SET_PROVIDER))


_KINDS: Mapping[str, Judge] = {
    "place": place,
    "config": place,
    "parent": parent,
    "in": inside,
    "bucket": bucket,
    "dataset": dataset,
    "destination": destination,
    "block": block,
    "false": flag(bad=True),
    "true": flag(bad=False),
    "url": url,
    "image": image,
    "topic": topic,
    "path": named,
    "backend": backend,
    "state": state_bucket,
}
# Kinds that judge the resource as a whole, not one of its values.
_WHOLE: Mapping[str, Callable[[LocationAttribute, World], Iterator[PlaceJudgement]]] = {
    "global": _is_global,
    "opaque": _is_opaque,
    "beside": _stands_beside,
}
