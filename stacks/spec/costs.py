"""The section `costs` of the spec: the currency of budgets and costs, and what a dollar is worth in it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import Field, model_validator

from landfast.gcp.currencies import Currency, Exchange, exchange
from landfast.stacks.spec.section import SpecProblem, SpecSection

Rate = Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)]


class Costs(SpecSection):
    """In which currency costs are told, and Google keeps budgets. Google's prices are in US dollars."""

    currency: Currency = "EUR"
    """Currency of the billing account: costs are told in it, budgets kept in it"""
    dollar: Rate | None = None
    """What a US dollar is worth in it, e.g. `0.9`; else by the European Central Bank's rates in `landfast plan`"""
    euro: Rate | None = None
    """What a euro is worth in it; with `dollar`, where the currency is another than EUR"""
    rates_of: dt.date | None = None
    """Day of `dollar` and `euro`, `YYYY-MM-DD`"""

    @model_validator(mode="after")
    def _rates_are_whole(self) -> Costs:
        own = self.dollar is not None or self.euro is not None
        if own and self.dollar is None and self.currency != "USD":
            raise SpecProblem("dollar", "is missing, and costs.euro is set", step="set both, of one day")
        if own and self.euro is None and self.currency != "EUR":
            fact = f"is missing, and costs.dollar is set in {self.currency}"
            raise SpecProblem("euro", fact, step="set both, of one day: budget_eur is in euros")
        if own and self.rates_of is None:
            raise SpecProblem("rates_of", "is missing: a rate is told with its day", step="set costs.rates_of")
        for name, code in (("dollar", "USD"), ("euro", "EUR")):
            if self.currency == code and getattr(self, name) not in (None, 1):
                raise SpecProblem(name, f"is not 1, and costs.currency is {code}", step=f"remove costs.{name}")
        if self.rates_of is not None and not own:
            raise SpecProblem("rates_of", "is the day of no rate", step="set costs.dollar too, or remove it")
        return self

    @property
    def exchange(self) -> Exchange:
        """By the rates of the spec, else by those that landfast comes with."""
        if self.rates_of is None:
            return exchange(self.currency)
        return Exchange(self.currency, self.dollar or 1, self.euro or 1, self.rates_of.isoformat(), "landfast.yaml")
