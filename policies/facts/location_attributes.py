"""Judges values that say where a resource itself is: a location, a path, a parent, a setting that makes it global."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from landfast.policies.causes import CHECK_BOTH, Cause
from landfast.policies.facts.places import PlaceVerdict, VerdictKind, locate, location_in
from landfast.policies.facts.tables import LocationAttribute
from landfast.policies.model import Resource, World
from landfast.policies.values import GAP, Unknown, known_text, shown, why

Origin = Literal["set", "omitted", "flow"]


@dataclass(frozen=True, slots=True)
class PlaceJudgement:
    """One attribute's verdict. `origin`: it is set, it is omitted, or data flows there.

    `cause` is what a place can't be told for. One that is `implied` (a host in a region) is no finding where the same
    keeps the resource's own place from being told.
    """

    path: str
    kind: VerdictKind
    origin: Origin
    text: str
    cause: Cause | None = None
    implied: bool = False


# Attribute, its path in the resource, its value there, the resource, and what stands beside it.
Judge = Callable[[LocationAttribute, str, Any, Resource, World], Iterator[PlaceJudgement]]


def reason(value: Any) -> str:
    return value.reason if isinstance(value, Unknown) else f"{shown(value)} is no text"


def untold(path: str, origin: Origin, what: str, value: Any) -> PlaceJudgement:
    """The judgement on a value that isn't known: `what` is what it would name."""
    text = f"{what} can't be told: {reason(value)}".lstrip()
    return PlaceJudgement(path, "unknown", origin, text, why(value))


def unlisted(path: str, origin: Origin, what: str, before: str = "") -> PlaceJudgement:
    """The judgement on what is made elsewhere, so that where it is nobody here can tell."""
    text = f"{what} that are checked"
    return PlaceJudgement(path, "unknown", origin, f"{before}{text}", Cause(text, CHECK_BOTH))


def unless_good(path: str, value: str, verdict: PlaceVerdict, attribute: LocationAttribute) -> Iterator[PlaceJudgement]:
    if not verdict.good and not (verdict.kind == "global" and attribute.global_ok):
        yield PlaceJudgement(path, verdict.kind, "set", f"{shown(value)} {verdict.clause}")


def place(
    attribute: LocationAttribute, path: str, value: Any, _resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    if isinstance(value, str):
        yield from unless_good(path, value, locate(value, attribute.codes, world.area), attribute)
    else:
        yield untold(path, "set", "", value)


def parent(
    attribute: LocationAttribute, path: str, value: Any, _resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    """`projects/p/locations/r`; without a location the service takes `global`."""
    text = known_text(value)
    location = location_in(text) if text else None
    if location and GAP not in location:
        yield from unless_good(path, location, locate(location, attribute.codes, world.area), attribute)
    elif isinstance(value, str):
        yield PlaceJudgement(path, "global", "set", f"{shown(value)} names no location, so it is global")
    else:
        yield untold(path, "set", "", value)


def inside(
    attribute: LocationAttribute, path: str, value: Any, resource: Resource, world: World
) -> Iterator[PlaceJudgement]:
    """The name or path of a parent: its own location, or a parent that is judged itself."""
    text = known_text(value)
    location = location_in(text) if text else None
    if location and GAP not in location:
        yield from unless_good(path, location, locate(location, attribute.codes, world.area), attribute)
        return
    for type_, names in attribute.of.items():
        if world.referred(value, type_, resource) or any(_named(world, type_, name, value) for name in names):
            return
    wanted = " or ".join(attribute.of)
    if isinstance(value, str):
        yield unlisted(path, "set", f"{shown(value)} is none of the {wanted}", "can't be told where it is: ")
    else:
        yield PlaceJudgement(path, "unknown", "set", f"can't be told where it is: {reason(value)}", why(value))


def _named(world: World, type_: str, attribute: str, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    return bool(world.find(type_, attribute, value) or world.find(type_, attribute, value.rsplit("/", 1)[-1]))


def block(
    attribute: LocationAttribute, path: str, value: Any, _resource: Resource, _world: World
) -> Iterator[PlaceJudgement]:
    if isinstance(value, Unknown):
        yield untold(path, "set", "", value)
    else:
        yield PlaceJudgement(path, "global", "flow", f"is set: {attribute.means}")


def flag(bad: bool) -> Judge:
    def judged(
        attribute: LocationAttribute, path: str, value: Any, _resource: Resource, _world: World
    ) -> Iterator[PlaceJudgement]:
        if isinstance(value, Unknown):
            yield untold(path, "set", "", value)
        elif _truth(value) is bad:
            yield PlaceJudgement(path, "global", "flow", f"is {shown(value)}: {attribute.means}")

    return judged


def _truth(value: Any) -> bool:
    return value is True or value == "true"
