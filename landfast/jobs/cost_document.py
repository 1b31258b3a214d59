"""What an environment costs as it stands in JSON documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class CostDriverDocument(TypedDict):
    """Something that costs money every hour. `monthly` null: its price is not known."""

    stack: str
    what: str
    quantity: float
    unit: str
    monthly: float | None
    least: bool
    note: str
    region: str
    source: str


class ExchangeDocument(TypedDict):
    """What a dollar and a euro are worth in the costs' currency, on that day."""

    dollar: float
    euro: float
    date: str
    publisher: str


class CostDocument(TypedDict):
    """What the environment costs while nobody uses it; `budget` and all amounts are in `currency`."""

    currency: str
    exchange: ExchangeDocument
    prices_of: str
    region: str
    drivers: Sequence[CostDriverDocument]
    monthly: float
    budget: int | None
    budget_eur: int | None
    warning: str
    left_out: Sequence[str]
