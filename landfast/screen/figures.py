"""Figures of a model and of a run, as a person reads them."""

from __future__ import annotations


def figure(value: float) -> str:
    """A count whole, anything else with four digits that tell: 20,000 rows are no 2e+04."""
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:.4g}" if abs(value) < 1_000 else f"{value:,.1f}"
