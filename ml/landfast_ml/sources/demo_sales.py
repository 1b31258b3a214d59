"""The demo of a forecast: two years of a made-up retailer's daily sales, always the same, and what is planned next."""

from __future__ import annotations

import numpy as np

DAYS, AHEAD = 728, 28
FIRST_DAY = np.datetime64("2024-01-01", "D")
DEPARTMENTS = ("bakery", "dairy", "garden", "produce")
PRODUCTS = 24
# Monday to Sunday.
WEEK = np.array([0.85, 0.8, 0.85, 1.0, 1.25, 1.6, 0.65])
HEADER = "product,day,department,price,promotion,supplier_contact,units"


def sales_csv() -> str:
    """A row for each product and day; no units where the day has yet to come. The supplier's contact is not declared in
    `features.yaml`: it never leaves the raw bucket."""
    generator = np.random.default_rng(20240101)
    lines = [HEADER]
    for product in range(PRODUCTS):
        lines += _product(product, generator)
    return "\n".join(lines) + "\n"


def _product(product: int, generator: np.random.Generator) -> list[str]:
    days = np.arange(DAYS + AHEAD)
    department = DEPARTMENTS[product % len(DEPARTMENTS)]
    promotion = _promotions(generator, len(days))
    usual = round(float(generator.uniform(0.8, 9)), 2)
    price = np.where(promotion, np.round(usual * 0.8, 2), usual)
    level = generator.uniform(15, 120) * np.exp(generator.normal(0, 0.15) * days / DAYS)
    summer = {"garden": 0.5, "produce": 0.2}.get(department, 0.05)
    year = 1 + summer * np.cos(2 * np.pi * (days - 190) / 365)
    lifted = np.where(promotion, generator.uniform(1.3, 2.0), 1.0)
    # Days of one shop are good or bad together, for a while.
    mood = np.exp(np.convolve(generator.normal(0, 0.06, len(days)), [0.6, 0.3, 0.1])[: len(days)])
    expected = level * WEEK[(FIRST_DAY.astype(int) + days + 3) % 7] * year * lifted * mood
    units = generator.poisson(expected)
    return [
        f"P{product + 1:02d},{FIRST_DAY + day},{department},{price[day]:.2f},{str(bool(promotion[day])).lower()},"
        f"supplier-{product % 5 + 1}@example.com,{units[day] if day < DAYS else ''}"
        for day in days
    ]


def _promotions(generator: np.random.Generator, days: int) -> np.ndarray:
    """A week, every five to ten weeks."""
    found = np.zeros(days, dtype=bool)
    start = int(generator.integers(0, 50))
    while start < days:
        found[start : start + 7] = True
        start += int(generator.integers(35, 70))
    return found
