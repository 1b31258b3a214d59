"""Judges the places that a project's own files name: the rules on projects pick their share of the verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from landfast.gcp.locations import codes as location_codes
from landfast.policies.causes import Cause
from landfast.policies.facts import hosts
from landfast.policies.facts.places import PlaceVerdict, VerdictKind, locate
from landfast.policies.judged import ProjectPlace
from landfast.policies.model import Area, Check, Message, World
from landfast.policies.values import GAP, Unknown, shown

_WORST: tuple[VerdictKind, ...] = ("outside", "adequacy", "in area")
_OPEN = "the job is given no network: it reaches the whole internet from a machine of Google's"
_HUB = "comes from Docker Hub: a processor of its own, outside of the residency area"


@dataclass(frozen=True, slots=True)
class ProjectJudgement:
    """What is wrong with a place. `unknown`: it can't be told where it is."""

    kind: VerdictKind
    text: str
    cause: Cause | None = None

    @property
    def unknown(self) -> bool:
        return self.kind == "unknown"


def place_check(*, unknown: bool | None = None) -> Check[ProjectPlace]:
    """The check of a rule on places. `unknown`: only those that can (False) or can't (True) be told, else both."""

    def check(place: ProjectPlace, world: World) -> Iterator[Message]:
        bad = judge(place, world)
        if bad and unknown in (None, bad.unknown):
            yield Message(place.path, bad.text, unknown=bad.unknown, cause=bad.cause)

    return check


def judge(place: ProjectPlace, world: World) -> ProjectJudgement | None:
    """What is wrong with a place that a project's file names; None if it is in the area."""
    return world.remembered_of(_judged, place)


def _judged(place: ProjectPlace, world: World) -> ProjectJudgement | None:
    value, kind = place.value, place.type
    if isinstance(value, Unknown):
        return ProjectJudgement("unknown", f"can't be told: {value.reason}", value.why)
    if kind == "network":
        return None if value else ProjectJudgement("global", _OPEN)
    if kind == "image":
        return _told(value, image(value, world.area))
    if kind == "bucket":
        return _bucket(value, place.where, world)
    verdict = _place(value, place.codes, world.area)
    if kind == "omitted":
        return (
            None
            if verdict.good
            else ProjectJudgement(verdict.kind, f"is not set, so it is {value}: that {verdict.clause}")
        )
    return _told(place.text or value, verdict)


def _place(code: str, product: str, area: Area) -> PlaceVerdict:
    """Verdict on a location. A code of no known product counts as the worst that any product means by it."""
    verdict = locate(code, product, area)
    if product or verdict.kind != "unknown":
        return verdict
    verdicts = [locate(code, name, area) for name in location_codes()]
    worst: dict[VerdictKind, PlaceVerdict] = {found.kind: found for found in verdicts if found.kind != "unknown"}
    return next((worst[kind] for kind in _WORST if kind in worst), verdict)


def _told(text: str, verdict: PlaceVerdict) -> ProjectJudgement | None:
    return None if verdict.good else ProjectJudgement(verdict.kind, f"{shown(text.replace(GAP, '*'))} {verdict.clause}")


def image(name: str, area: Area) -> PlaceVerdict:
    """Verdict on where an image comes from; one without a host comes from Docker Hub."""
    host, slash, _rest = name.partition("/")
    if not slash or not ("." in host or ":" in host or host == "localhost"):
        return PlaceVerdict("outside", _HUB)
    verdict = hosts.image(name, area)
    if verdict.kind == "unknown" and GAP not in host:
        return PlaceVerdict("outside", f"comes from {host}: a registry that is not the environment's")
    return verdict


def _bucket(name: str, where: str, world: World) -> ProjectJudgement | None:
    place = where or world.buckets.get(name, "")
    if place:
        verdict = locate(place, "storage", world.area)
        return (
            None
            if verdict.good
            else ProjectJudgement(verdict.kind, f"{shown(name)} is in {place}, which {verdict.clause}")
        )
    if world.find("google_storage_bucket", "name", name):
        return None  # It is judged where it is made.
    return ProjectJudgement("unknown", f"bucket {shown(name)} is none of the environment's: where it is can't be told")
