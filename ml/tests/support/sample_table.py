"""A made-up table of every type of column, for each task: no test needs real data, or knows this project's columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import numpy as np

TARGETS = {
    "binary": ("binary", "{name: left, role: target, type: category, personal: true}", 'positive: "yes"'),
    "multiclass": ("multiclass", "{name: level, role: target, type: integer, personal: true}", ""),
    "regression": ("regression", "{name: spent, role: target, type: number, personal: true}", ""),
}
COLUMNS = """
  - {name: customer, header: Customer ID, role: subject, type: text, personal: true, protection: pseudonymise}
  - {name: day, role: timestamp, type: date, personal: true, protection: month}
  - {name: age, role: feature, type: number, personal: true, minimum: 18, maximum: 110}
  - {name: income, role: feature, type: number, personal: true, missing: allow, minimum: 0, transform: log}
  - {name: visits, role: feature, type: integer, personal: true, minimum: 0}
  - {name: plan, role: feature, type: category, personal: true, missing: allow}
  - {name: member, role: feature, type: boolean, personal: true}
  - {name: joined, role: feature, type: date, personal: true, protection: month}
  - {name: renewal, role: feature, type: date, personal: true, missing: allow, protection: month, transform: month}
"""
HEADER = ("Customer ID", "day", "name", "age", "income", "visits", "plan", "member", "joined", "renewal")
PLANS = np.array(["basic", "family", "business", ""])
Cell = Callable[[int, str], str]


def features_yaml(task: str) -> str:
    """The declaration of the table; `name` is not in it."""
    name, target, more = TARGETS[task]
    return f"table: customers\ntask: {name}\n{more}\nmissing_values: [n/a]\ncolumns:{COLUMNS}  - {target}\n"


def table(task: str, rows: int = 500) -> list[str]:
    """Lines of the raw table, the header first; the same in every run."""
    random = np.random.default_rng(7)
    age, visits = random.uniform(18, 90, rows).round(1), random.poisson(4, rows)
    plan, member = random.integers(0, 4, rows), random.integers(0, 2, rows)
    income = np.exp(random.normal(10, 0.5, rows)).round(2)
    signal = (age - 54) / 20 - visits / 3 + plan + member + np.log(income) - 10
    target = signal + random.normal(0, 0.5, rows)
    order = target.argsort().argsort() / rows
    said = {
        "binary": np.where(order < 0.6, "no", "yes"),
        "multiclass": (order * 3).astype(int).astype(str),
        "regression": (100 + 10 * target).round(3).astype(str),
    }[task]
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*HEADER, TARGETS[task][1].removeprefix("{name: ").split(",")[0]])
    for row in range(rows):
        writer.writerow(
            [
                f"c-{row * 4 // 5:04d}",
                f"2025-{row % 12 + 1:02d}-{row % 28 + 1:02d}",
                f"Person {row}",
                age[row],
                "n/a" if row % 11 == 0 else income[row],
                visits[row],
                "founders" if row % 97 == 0 else PLANS[plan[row]],
                ("no", "yes")[member[row]],
                f"{2015 + row % 9}-{row % 7 + 1:02d}-01",
                "" if row % 5 == 0 else f"2026-{row % 12 + 1:02d}-15",
                said[row],
            ]
        )
    return file.getvalue().splitlines()


def changed(lines: list[str], name: str, value: Cell) -> list[str]:
    """The table with the column set to value(row, old); the header is row -1 and stays."""
    rows = list(csv.reader(lines))
    position = rows[0].index(name)
    for index, row in enumerate(rows[1:]):
        row[position] = value(index, row[position])
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    return file.getvalue().splitlines()
