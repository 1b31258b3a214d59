"""Where resources are, as a legend: each place that one names, beside the residency area."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from landfast.gcp.locations import region_of
from landfast.gcp.regions import catalogue, regions_in
from landfast.graph.model import Picture


@dataclass(frozen=True, slots=True)
class Place:
    """`name` as resources write it, empty where they name none; `tone` is good in the home region."""

    name: str
    city: str
    meaning: str
    tone: str
    count: int


def place(name: str, home: str, area: str, count: int = 1) -> Place:
    """A place beside the home region and the residency area. Nothing is told by a name's first letters."""
    region = catalogue().get(region_of(name))
    city = region.place if region else ""
    if not name:
        said = "says no place: no data of its own, or with what it belongs to"
        return Place(name, city, said, "plain", count)
    if region is None:
        return Place(name, city, "no single region: `landfast check` judges what it spans", "warn", count)
    if region.name == home:
        return Place(name, city, "the home region" if name == home else "a zone of the home region", "good", count)
    if region.name in regions_in(area):
        return Place(name, city, f"another region of the residency area {area}", "warn", count)
    return Place(name, city, f"outside of the residency area {area}", "bad", count)


def places(picture: Picture, area: str) -> list[Place]:
    """Every place of the picture, the home region first and what names none last."""
    counts = Counter(node.place for node in picture.nodes)
    found = [place(name, picture.region, area, count) for name, count in counts.items()]
    return sorted(found, key=lambda one: (not one.name, one.tone != "good", one.name))
