"""What Google charges for things that cost money while nobody uses them. Facts, sources and age: `prices.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Price:
    """Of one `unit` for a month in dollars; None if it could not be verified. `least`: it is a floor."""

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


@cache
def prices() -> PriceList:
    """The price list that landfast comes with."""
    data = json.loads(Path(__file__).with_name("prices.json").read_text(encoding="utf-8"))
    meta = data["meta"]
    items = {name: _price(raw, meta["hours_a_month"]) for name, raw in data["items"].items()}
    return PriceList(meta["date"], meta["currency"], MappingProxyType(items), tuple(data["left_out"]))


def _price(raw: Mapping[str, object], hours: int) -> Price:
    hourly = raw.get("hourly")
    monthly = hourly * hours if isinstance(hourly, float) else raw.get("monthly")
    return Price(
        what=str(raw["what"]),
        unit=str(raw["unit"]),
        monthly=monthly if isinstance(monthly, int | float) else None,
        region=str(raw["region"]),
        source=str(raw["source"]),
        note=str(raw.get("note", "")),
        least=bool(raw.get("least")),
    )
