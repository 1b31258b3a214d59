"""What Google charges for things that cost money while nobody uses them. Facts, sources and age: `data/prices.json`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from landfast.gcp.currencies import Exchange
from landfast.gcp.tables import table
from landfast.gcp.universes import universe_with


@dataclass(frozen=True, slots=True)
class Price:
    """Of one `unit` for a month, in the list's currency; None if it could not be verified. `least`: it is a floor.

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
    """The prices of one day, by item, and what they are not about: in the currency that was asked for."""

    date: str
    items: Mapping[str, Price]
    left_out: tuple[str, ...]
    hours_a_month: int

    def hourly(self, item: str) -> float | None:
        """An hour of one; None if its price is not known."""
        monthly = self.items[item].monthly
        return None if monthly is None else monthly / self.hours_a_month


# Its prices stand in where a region's own are not known.
STAND_IN = "us-central1"


# An amount of dollars in a text.
_DOLLARS = re.compile(r"\{([0-9.]+)\}")


@cache
def prices(region: str, exchange: Exchange) -> PriceList:
    """The price list that landfast comes with, for a region, in a currency. Other universes than Google Cloud have
    prices of their own, of which none is known."""
    data, universe = table("prices"), universe_with(region)
    meta = data["meta"]
    items = {name: _price(raw, meta["hours_a_month"], region, exchange) for name, raw in data["items"].items()}
    left_out = tuple(_told(text, exchange) for text in data["left_out"])
    if not universe.is_google:
        untold = {name: replace(item, monthly=None, region="", note="") for name, item in items.items()}
        said = f"what {universe.title} charges: its operator says ({universe.support})"
        return PriceList(meta["date"], MappingProxyType(untold), (said,), meta["hours_a_month"])
    return PriceList(meta["date"], MappingProxyType(items), left_out, meta["hours_a_month"])


def _told(text: str, exchange: Exchange) -> str:
    """`{0.50}` is an amount of dollars: told in the currency."""
    return _DOLLARS.sub(lambda found: f"{float(found[1]) * exchange.dollar:.2g} {exchange.currency}", text)


def _price(raw: Mapping[str, Any], hours: int, region: str, exchange: Exchange) -> Price:
    found, factor = (raw["hourly"], hours) if "hourly" in raw else (raw["monthly"], 1)
    place = ""
    if isinstance(found, Mapping):
        place = region if region in found else STAND_IN
        found = found[place]
    return Price(
        what=str(raw["what"]),
        unit=str(raw["unit"]),
        monthly=None if found is None else float(found) * factor * exchange.dollar,
        region=place,
        source=str(raw["source"]),
        note=_told(str(raw.get("note", "")), exchange),
        least=bool(raw.get("least")),
    )
