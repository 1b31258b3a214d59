"""LF-RES-008: the organisation policy on locations allows the area only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from landfast.gcp.locations import group
from landfast.policies.facts.places import PlaceVerdict, locate, locate_all
from landfast.policies.model import Mend, Message, Resource, Rule, World, unknown_message
from landfast.policies.values import GAP, Missing, Unknown, first, read, shown

CONSTRAINT = "gcp.resourceLocations"
_V2, _V1 = "google_org_policy_policy", "google_project_organization_policy"
_NAMES = {_V2: "name", _V1: "constraint"}
_VALUES = {
    _V2: ("spec", "rules", "values", "allowed_values"),
    _V1: ("list_policy", "allow", "values"),
}

_LISTS = {
    _V2: tuple(("spec", "rules", "values", f"{verb}_values") for verb in ("allowed", "denied")),
    _V1: tuple(("list_policy", verb, "values") for verb in ("allow", "deny")),
}


def restricts_locations(resource: Resource) -> bool:
    """Whether this is a policy for the constraint on locations (as far as its name can be told)."""
    name = resource.values.get(_NAMES[resource.type])
    text = name if isinstance(name, str) else name.text if isinstance(name, Unknown) else None
    return bool(text and text.endswith(CONSTRAINT))


def check(resource: Resource, world: World) -> Iterator[Message]:
    attribute = _NAMES[resource.type]
    name = resource.values.get(attribute)
    every = first(resource.values, "spec.rules.allow_all")
    if isinstance(name, Unknown) and GAP in (name.text or GAP).rsplit("/", 1)[-1]:
        # What it lists tells: places are of this constraint alone.
        listed = list(_listed(resource))
        if not isinstance(every, Missing) or any(isinstance(value, Unknown) for value in listed):
            yield unknown_message(attribute, name, "whether this is the policy on locations")
            return
        if not any(isinstance(value, str) and _is_place(value, world) for value in listed):
            return
    elif not restricts_locations(resource):
        return
    if isinstance(every, Unknown):
        yield unknown_message("spec.rules.allow_all", every, "whether every location is allowed")
    elif every in ("TRUE", "true", True):
        yield Message("spec.rules.allow_all", "every location is allowed")
    for path, value in read(resource.values, _VALUES[resource.type]):
        if isinstance(value, Missing):
            yield Message(path, "no location is listed as allowed, so the policy pins nothing")
        elif not isinstance(value, str):
            reason = value if isinstance(value, Unknown) else Unknown("it is no text")
            yield unknown_message(path, reason, "an allowed location")
        else:
            verdict = _allowed(value, world)
            if not verdict.good:
                yield Message(path, f"{shown(value)} {verdict.clause}", unknown=verdict.kind == "unknown")


def _listed(resource: Resource) -> Iterator[Any]:
    """Every value that a policy allows or denies."""
    for names in _LISTS[resource.type]:
        yield from (value for _path, value in read(resource.values, names) if not isinstance(value, Missing))


def _is_place(value: str, world: World) -> bool:
    return _allowed(value, world).kind != "unknown"


def _allowed(value: str, world: World) -> PlaceVerdict:
    held = group(value)
    if held is not None:
        return locate_all(held, world.area)
    name = value.removeprefix("in:").removesuffix("-locations") if value.startswith("in:") else value
    return locate(name.removeprefix("is:"), "", world.area)


RULE = Rule(
    id="LF-RES-008",
    name="location_policy",
    title="Ensure the organisation policy on locations allows the residency area only",
    why="The cloud itself then refuses a resource elsewhere, whoever asks for it. "
    "`in:europe-locations` holds London and Zurich too.",
    mend=Mend(
        landfast="Set residency.area: the foundation writes the policy from it.",
        terraform="List `in:REGION-locations` of the area's regions, or `in:eu-locations`, in gcp.resourceLocations.",
    ),
    articles=("44", "25(2)"),
    severity="high",
    check=check,
    types=frozenset({_V1, _V2}),
)
