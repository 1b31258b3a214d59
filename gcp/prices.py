"""What Google charges for things that cost money while nobody uses them. Facts, sources and age: `data/prices.json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from landfast.gcp.tables import table


@dataclass(frozen=True, slots=True)
class Price:
    """Of one `unit` for a month in dollars; None if it could not be verified. `least`: it is a floor.

    `region` is the one that the price is of: another than asked for if it only stands in; empty if all have it.
    """

    what: str
    unit: str
    monthly: float | None
    region: str
    source: str
    note: str
    least: bool


@dataclass(frozen=True, slots=True)
class PriceList:
    """The prices of one day, by item, and what they are not about."""

    date: str
    currency: str
    items: Mapping[str, Price]
    left_out: tuple[str, ...]


# Its prices stand in where a region's own are not known.
STAND_IN = "us-central1"


@cache
def prices(region: str) -> PriceList:
    """The price list that landfast comes with, for a region."""
    data = table("prices")
    meta = data["meta"]
    items = {name: _price(raw, meta["hours_a_month"], region) for name, raw in data["items"].items()}
    return PriceList(meta["date"], meta["currency"], MappingProxyType(items), tuple(data["left_out"]))


def _price(raw: Mapping[str, Any], hours: int, region: str) -> Price:
    found, factor = (raw["hourly"], hours) if "hourly" in raw else (raw["monthly"], 1)
    place = ""
    if isinstance(found, Mapping):
        place = region if region in found else STAND_IN
        found = found[place]
    return Price(
        what=str(raw["what"]),
        unit=str(raw["unit"]),
        monthly=None if found is None else float(found) * factor,
        region=place,
        source=str(raw["source"]),
        note=str(raw.get("note", "")),
        least=bool(raw.get("least")),
    )
