"""What a declaration must satisfy whose rows are of series, and what only such a one may say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from landfast_ml.contract.problems import Problem

if TYPE_CHECKING:
    from landfast_ml.contract.columns import Column, Columns

# What a forecaster can be given of a time or a series.
TYPES = ("number", "integer", "boolean", "category")


def series_problems(columns: Columns) -> Iterator[Problem]:
    """Every problem; of a declaration that forecasts nothing, what it says of times to come."""
    if not columns.by_series:
        for column in columns.all:
            if column.known:
                yield Problem(f"{column.name}.known", f"a {columns.task} task asks for no time to come", column.known)
        return
    if columns.by_row:
        step = "declare the column that names the series, with role: subject"
        yield Problem("unit", "a row of a series is never by itself", "row", next_step=step)
    if columns.timestamp is None:
        step = "declare a column with role: timestamp"
        yield Problem("columns", "a series needs times", next_step=step)
    for column in columns.all:
        yield from _column_problems(column)


def _column_problems(column: Column) -> Iterator[Problem]:
    if column.role != "feature":
        if column.known:
            yield Problem(f"{column.name}.known", f"is of features alone, not of the {column.role}", column.known)
        if column.role == "timestamp" and column.protection != "keep":
            yield Problem(column.name, "the times of a series leave as they are", column.protection)
        return
    if column.history is not None or column.reads:
        step = "take it out: lags and seasons of the series are made without it"
        yield Problem(column.name, "a feature that is made of other columns is not forecast from", next_step=step)
    elif not column.known:
        step = "known: ahead if it is known of the times to come, always if it never changes; else leave it out"
        yield Problem(column.name, "says not from when it is known", next_step=step)
    if column.type not in TYPES:
        yield Problem(column.name, f"a forecast has no use for a {column.type}", limit=f"it can be: {', '.join(TYPES)}")
    if column.transform:
        yield Problem(f"{column.name}.transform", "a forecast transforms nothing", column.transform)
