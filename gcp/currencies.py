"""What a dollar and a euro are worth in another currency. Rates, source and age: `data/exchange_rates.json`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from landfast.gcp.tables import table

Currency = Literal["CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "ILS", "JPY", "KRW", "NOK", "PLN", "SEK", "USD"]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Into `currency`: `dollar` and `euro` are what one of them is worth in it, on `date`, as `publisher` says."""

    currency: Currency
    dollar: float
    euro: float
    date: str
    publisher: str

    @property
    def sentence(self) -> str:
        """By which rate prices in dollars were converted, and of which day; empty where they were not."""
        if self.currency == "USD":
            return ""
        return f"1 USD = {self.dollar:.4g} {self.currency}, rate of {self.date} ({self.publisher})"

    def of_euros(self, euros: int) -> int:
        """Euros in the currency, to the whole unit."""
        return round(euros * self.euro)


def exchange(currency: Currency = "EUR") -> Exchange:
    """By the reference rates that landfast comes with."""
    data = table("exchange_rates")
    rates, meta = data["per_euro"], data["meta"]
    return Exchange(currency, rates[currency] / rates["USD"], rates[currency], meta["date"], meta["publisher"])
