"""Features from a subject's earlier rows: only what was there before a row's own day counts, whatever came later.

A day is the finest that a table tells: rows of the same day are not earlier than each other. What is kept of all rows
is a number for the subject, the day, and the values that are looked back at: 16 bytes a row, and 8 for each column.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from landfast_ml.contract.columns import Column, Columns
from landfast_ml.contract.columns_history import History
from landfast_ml.features.parsing import parse
from landfast_ml.features.raw import read_text
from landfast_ml.privacy.identifiers import normal_identifier

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
# More days than a timestamp can tell apart, so that a subject and a day make one number.
SPAN = 1 << 23
# The first day that numpy's calendar is counted from here: no earlier one can be written.
FIRST = int(np.datetime64("0001-01-01", "D").astype(int))


@dataclass(slots=True)
class Histories:
    """The values of every row, in the order of the files; `beside` gives a batch those of its rows, and goes on."""

    values: Mapping[str, Floats] = field(default_factory=dict)
    at: int = 0

    def beside(self, texts: pd.DataFrame) -> pd.DataFrame:
        """The batch with its columns, as text; they are missing where there is no earlier row that tells."""
        begin, self.at = self.at, self.at + len(texts)
        if not self.values:
            return texts
        told = {name: [_text(value) for value in found[begin : self.at]] for name, found in self.values.items()}
        return texts.assign(**told)


def _text(value: float) -> str:
    if np.isnan(value):
        return ""
    return str(int(value)) if value == int(value) else repr(float(value))


def histories_of(files: Sequence[Path], columns: Columns) -> Histories:
    """Of a raw table. What can't be read in it is left out here, as it is when the rows themselves are read."""
    if not columns.histories:
        return Histories()
    subjects, days, values = _gathered(files, columns)
    return Histories(histories(subjects, days, values, columns.histories))


def _gathered(files: Sequence[Path], columns: Columns) -> tuple[NDArray[np.uint64], Floats, dict[str, Floats]]:
    """Of all rows: a hash of the subject, the day (NaN where it is none), and the values that are looked back at."""
    looked_at = {column.history.of for column in columns.histories if column.history is not None} - {""}
    wanted = [column for column in columns.raw if column.name in looked_at]
    subject, timestamp = columns.column(columns.subject), columns.column(columns.timestamp or "")
    names = {column.raw_name: column.name for column in (subject, timestamp, *wanted)}
    parts = []
    for path in files:
        for batch in read_text(path, names, []):
            texts = batch.to_pandas()
            parsed = parse(texts, [timestamp, *wanted], columns.missing_values).values
            who = np.array([normal_identifier(one, columns.case) for one in texts[subject.name]], dtype=object)
            found = {column.name: parsed[column.name].to_numpy(dtype=float) for column in wanted}
            # A date that leaves the raw bucket as a month is one from the start.
            dates = parsed[timestamp.name].str[:7] if timestamp.protection == "month" else parsed[timestamp.name]
            parts.append((pd.util.hash_array(who), days_of(dates), found))
    if not parts:
        return np.zeros(0, dtype=np.uint64), np.zeros(0), {name: np.zeros(0) for name in looked_at}
    values = {name: np.concatenate([part[2][name] for part in parts]) for name in looked_at}
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]), values


def days_of(dates: pd.Series) -> Floats:
    """(rows,): days since 1970 of dates as `parse` gives them; of a month its first, NaN for missing."""
    numbers = {one: int(np.datetime64(one[:10], "D").astype(int)) for one in dates.dropna().unique()}
    return np.asarray(dates.map(numbers), dtype=float)


def histories(
    subjects: NDArray[np.generic], days: Floats, values: Mapping[str, Floats], declared: Sequence[Column]
) -> dict[str, Floats]:
    """(rows,) of each declared column, NaN where no earlier row tells; a count is 0 then.

    `subjects` (rows,) tell whose a row is, `days` (rows,) when it is from, NaN if that isn't known: such a row has no
    history, and is in nobody's. `values` (rows,) by column, NaN where missing.
    """
    dated = np.flatnonzero(~np.isnan(days))
    _, codes = np.unique(subjects[dated], return_inverse=True)
    when = days[dated].astype(np.int64) - FIRST
    order = np.lexsort((when, codes))
    rows = dated[order]
    ordered = _Ordered(codes[order].astype(np.int64), when[order])
    found = {}
    for column in declared:
        if column.history is not None:
            told = np.full(len(days), np.nan)
            looked_at = values[column.history.of][rows] if column.history.of else np.zeros(len(rows))
            told[rows] = ordered.aggregated(column.history, looked_at)
            found[column.name] = told
    return found


@dataclass(frozen=True, slots=True)
class _Ordered:
    """Rows by subject, and by day within one."""

    codes: NDArray[np.int64]
    days: NDArray[np.int64]

    def aggregated(self, history: History, values: Floats) -> Floats:
        """(rows,) over the earlier rows of each."""
        begin, end = self._earlier(history.days)
        there = end > begin
        told = np.full(len(values), 0.0 if history.how == "count" else np.nan)
        if history.how == "count":
            return (end - begin).astype(float)
        if history.how == "days_since":
            told[there] = (self.days[there] - self.days[end[there] - 1]).astype(float)
            return told
        if history.how == "last":
            known = np.maximum.accumulate(np.where(np.isnan(values), -1, np.arange(len(values))))
            last = np.where(there, known[np.maximum(end - 1, 0)], -1)
            told[last >= begin] = values[last[last >= begin]]
            return told
        for block in _blocks(there, begin, end):
            told[block] = _reduced(history, values, begin[block], end[block])
        return told

    def _earlier(self, days: int) -> tuple[Places, Places]:
        """Where the earlier rows of each row begin, and where they end."""
        keys = self.codes * SPAN + self.days
        since = np.maximum(self.days - days, 0) if days else np.zeros_like(self.days)
        return np.searchsorted(keys, self.codes * SPAN + since), np.searchsorted(keys, keys)


def _blocks(there: NDArray[np.bool_], begin: Places, end: Places, most: int = 5_000_000) -> Iterator[Places]:
    """Rows with earlier ones, so many at a time that these are no more than `most`, or one row's."""
    rows = np.flatnonzero(there)
    if not len(rows):
        return
    total = np.cumsum((end - begin)[rows])
    yield from np.split(rows, np.flatnonzero(np.diff(total // most)) + 1)


def _reduced(history: History, values: Floats, begin: Places, end: Places) -> Floats:
    """Of each row's slice by itself, so that no row's rounding depends on other rows."""
    lengths = end - begin
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    taken = values[np.repeat(begin - starts, lengths) + np.arange(lengths.sum())]
    known = np.add.reduceat((~np.isnan(taken)).astype(float), starts)
    if history.how in ("minimum", "maximum"):
        outside = np.inf if history.how == "minimum" else -np.inf
        least_or_most = np.minimum if history.how == "minimum" else np.maximum
        told = least_or_most.reduceat(np.where(np.isnan(taken), outside, taken), starts)
    else:
        told = np.add.reduceat(np.nan_to_num(taken), starts)
    told = np.where(known > 0, told, np.nan)
    return np.asarray(told / known if history.how == "mean" else told)
