"""LF-RES-001 to 005: where a resource is, and where it sends data. Each takes its share of one judgement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from landfast.policies.facts.location_attributes import PlaceJudgement
from landfast.policies.facts.residency import judge
from landfast.policies.facts.tables import assessed, assessed_data
from landfast.policies.model import Check, Fix, HomeRegion, Mend, Message, Mode, Resource, Rule, World
from landfast.policies.reckon.processors import outside

_POSITION = re.compile(r"\[\d+\]")
_TYPES = frozenset(assessed()) | frozenset(assessed_data())
# A zone, a code for several regions and where data goes are choices of people.
_FIXES = tuple(Fix(frozenset({"*"}), name, HomeRegion.VALUE) for name in ("location", "region"))
_NONE: frozenset[str] = frozenset()
_MODES: frozenset[Mode] = frozenset({"managed", "data"})


def _share(ours: Callable[[PlaceJudgement], bool]) -> Check[Resource]:
    def check(resource: Resource, world: World) -> Iterator[Message]:
        known = world.remembered_of(_recorded, resource)
        for bad in filter(ours, judge(resource, world)):
            if bad.kind == "unknown" and bad.cause is None and _POSITION.sub("", bad.path) in known:
                continue
            beside = f": outside of the residency area `{world.area.name}`" if _elsewhere(bad) else ""
            yield Message(bad.path, f"{bad.text}{beside}", unknown=bad.kind == "unknown", cause=bad.cause)

    return check


def _recorded(resource: Resource, world: World) -> frozenset[str]:
    """Paths that name none but processors on record: where those handle data stands in the contract with them."""
    found = [(_POSITION.sub("", each.path), each.recorded) for each in outside(resource, world)]
    if not found:
        return _NONE
    return frozenset(path for path, _ in found) - {path for path, recorded in found if not recorded}


def _elsewhere(bad: PlaceJudgement) -> bool:
    return bad.origin == "set" and bad.kind in ("outside", "adequacy")


RULES = (
    Rule(
        id="LF-RES-001",
        name="residency_area",
        title="Ensure data stands in the residency area",
        why="A region outside the area is a transfer to a third country, which needs a basis in chapter V of the GDPR. "
        "London and Zurich are not in the EU, nor are the dual regions EUR5, EUR7 and EUR8 wholly.",
        mend=Mend(
            landfast="Set residency.region to a region of residency.area, or widen residency.area.",
            terraform="Set the attribute to a region, zone or multi-region that lies in the area.",
        ),
        articles=("44", "45", "46"),
        severity="high",
        check=_share(_elsewhere),
        fixes=_FIXES,
        types=_TYPES,
        modes=_MODES,
    ),
    Rule(
        id="LF-RES-002",
        name="residency_global",
        title="Ensure no data is global",
        why="A global resource keeps or handles data in any country, the United States included.",
        mend=Mend(
            landfast="Use the regional form: every module of landfast does.",
            terraform="Use the regional type or location; turn replication and caching to a region.",
        ),
        articles=("44", "25(2)"),
        severity="high",
        check=_share(lambda bad: bad.kind == "global" and bad.origin in ("set", "flow")),
        fixes=_FIXES,
        types=_TYPES,
        modes=_MODES,
    ),
    Rule(
        id="LF-RES-003",
        name="residency_default",
        title="Ensure a location is set wherever the default is elsewhere",
        why="Many services choose for you: BigQuery takes the United States, Pub/Sub and Cloud Build the whole world, "
        "others the provider's region.",
        mend=Mend(
            landfast="Use a module of landfast: each sets its location.",
            terraform="Set the attribute, or a region in the area on the provider.",
        ),
        articles=("44", "25(2)"),
        severity="high",
        check=_share(lambda bad: bad.origin == "omitted"),
        fixes=_FIXES,
        types=_TYPES,
        modes=_MODES,
    ),
    Rule(
        id="LF-RES-004",
        name="residency_known",
        title="Ensure every location can be known before it is made",
        why="A location that nobody can read from the configuration can't be shown to be in the area (accountability).",
        mend=Mend(
            landfast="Pass names and locations from the spec, not values that only the cloud computes.",
            terraform="Give the variable a default, or check the plan instead (terraform show -json).",
        ),
        articles=("44", "5(2)"),
        severity="high",
        check=_share(lambda bad: bad.origin == "set" and bad.kind == "unknown"),
        types=_TYPES,
        modes=_MODES,
    ),
    Rule(
        id="LF-RES-005",
        name="residency_flow",
        title="Ensure data that a resource sends on stays in the area",
        why="A sink, a push endpoint, a staging bucket or an image registry moves data to where it stands.",
        mend=Mend(
            landfast="Name a bucket, dataset or registry of the same environment.",
            terraform="Point it to a target in the area that is checked together with it.",
        ),
        articles=("44", "28"),
        severity="high",
        check=_share(lambda bad: bad.origin == "flow" and bad.kind != "global"),
        types=_TYPES,
        modes=_MODES,
    ),
)
