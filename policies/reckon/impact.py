"""What in a configuration calls for a data protection impact assessment (Art. 35): information, not findings.

Whether one is needed, and done, people decide. The report lists what they have to look at. The criteria are those of
the Article 29 Working Party's guidelines (WP 248), which the European Data Protection Board endorsed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from landfast.policies.facts.perimeters import is_enclosed
from landfast.policies.facts.tables import table
from landfast.policies.model import Resource, World

_SERVICE = "google_project_service"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One reason to assess the impact: where it shows (an empty address: in the spec), its criterion and article."""

    address: str
    document: str
    criterion: str
    article: str


def triggers(resources: Iterable[Resource], world: World) -> Iterator[Trigger]:
    """Every reason in these resources; special categories of data first, by whom the spec declares them."""
    if world.special_categories:
        yield Trigger("", "", *_criterion("special categories"))
        if not is_enclosed(world):
            yield Trigger("", "", *_criterion("open room"))
    for resource in resources:
        if resource.mode == "managed":
            kind = _kind(resource)
            if kind:
                yield Trigger(resource.address, resource.document, *_criterion(kind))


def _kind(resource: Resource) -> str | None:
    """The criterion that a resource meets."""
    if resource.type != _SERVICE:
        return _types().get(resource.type)
    service = resource.values.get("service")
    return _services().get(service) if isinstance(service, str) else None


@cache
def _types() -> dict[str, str]:
    return {type_: kind for kind, entry in table("impact")["criteria"].items() for type_ in entry.get("types", ())}


@cache
def _services() -> dict[str, str]:
    return {name: kind for kind, entry in table("impact")["criteria"].items() for name in entry.get("services", ())}


def _criterion(kind: str) -> tuple[str, str]:
    entry = table("impact")["criteria"][kind]
    return entry["means"], entry["article"]
