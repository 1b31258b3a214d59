"""Guesses over a table as its reader profiled it."""

from __future__ import annotations

from landfast_ml.privacy.personal.columns import ColumnSample, Guess
from landfast_ml.privacy.personal.deciding import guess
from landfast_ml.table.profiles import ColumnProfile, TableProfile


def guess_table(table: TableProfile) -> tuple[Guess, ...]:
    """A guess a column, in the table's order."""
    return guess([_sample(column) for column in table.columns])


def _sample(column: ColumnProfile) -> ColumnSample:
    # Of more than a thousand different values it isn't counted how many there are.
    distinct = column.given if column.unique else len(column.distinct)
    return ColumnSample(column.header, column.kind, tuple(column.distinct), distinct, column.given)
