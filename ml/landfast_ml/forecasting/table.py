"""Many series on one grid of times, made of a long table; what keeps it from being one is said with its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from landfast_ml.errors import DataError
from landfast_ml.forecasting.frequency import Frequency, detect, parse_frequency
from landfast_ml.forecasting.table_checks import (
    duplicate_problems,
    gap_problems,
    grid_problems,
    size_problems,
    static_problems,
    summer_time_problems,
    value_problems,
)

ColumnKind = Literal["number", "category"]
Gaps = Literal["refuse", "missing", "zero"]


@dataclass(frozen=True, slots=True)
class SeriesColumns:
    """Names in the long table. `known` are known ahead (holidays, prices), `static` are the same at all times.

    `clock`: times have a time of the day, else they are days.
    """

    series: str
    time: str
    value: str
    known: Mapping[str, ColumnKind] = field(default_factory=dict)
    static: Mapping[str, ColumnKind] = field(default_factory=dict)
    clock: bool = False


@dataclass(frozen=True, slots=True)
class SeriesRules:
    """`frequency` empty: detected. `gaps` between two values of a series: refused, kept as missing, or a zero.

    `maximum_cells` bounds series times steps: a wrong year makes a grid that no memory holds.
    """

    frequency: str = ""
    gaps: Gaps = "refuse"
    maximum_cells: int = 100_000_000


@dataclass(frozen=True, slots=True, eq=False)
class SeriesTable:
    """`values` (series, times), NaN where nothing was measured; `known` name -> (series, times), `static` name ->
    (series,): float64 with NaN, or objects, text or None. `start` is the position of the first time.

    Known columns may go on after the last value: there `values` are NaN.
    """

    columns: SeriesColumns
    series: tuple[str, ...]
    frequency: Frequency
    start: int
    values: np.ndarray
    known: Mapping[str, np.ndarray]
    static: Mapping[str, np.ndarray]

    @property
    def times(self) -> np.ndarray:
        """(times,) datetime64[s]."""
        return self.frequency.times(self.start + np.arange(self.values.shape[1]))

    def stamps(self, times: np.ndarray) -> list[str]:
        """As they are written down: `2026-03-02`, and where the day has times, `2026-03-02T10:00:00`."""
        return [str(one) for one in np.datetime_as_string(times, unit="s" if self.columns.clock else "D")]

    def stamp(self, at: int) -> str:
        """Of the time at an index."""
        return self.stamps(self.times[[at]])[0]

    @property
    def last(self) -> int:
        """Index of the last time at which any series has a value."""
        return int(np.flatnonzero(~np.isnan(self.values).all(axis=0)).max())

    def seen_from(self, origin: int, horizon: int) -> SeriesTable:
        """What is known at a time (its index): values up to it, known columns up to `horizon` steps after it.

        Both are padded with missing values to the same width, origin + 1 + horizon.
        """
        width = origin + 1 + horizon
        values = np.full((len(self.series), width), np.nan)
        values[:, : origin + 1] = self.values[:, : origin + 1]
        known = {name: _padded(array[:, :width], width) for name, array in self.known.items()}
        return replace(self, values=values, known=known)


def _padded(array: np.ndarray, width: int) -> np.ndarray:
    empty = np.nan if array.dtype == np.float64 else None
    made = np.full((len(array), width), empty, dtype=array.dtype)
    made[:, : array.shape[1]] = array
    return made


def series_table(
    rows: pd.DataFrame, columns: SeriesColumns, rules: SeriesRules, lines: np.ndarray | None = None
) -> SeriesTable:
    """Of typed rows: text, datetime64, float64, and what `known` and `static` say.

    `lines` are where the rows stand in their file, (rows,); by default after a header. Rows may come in any order.
    Raises: DataError with every problem, by line and without a value; UsageError on a frequency that is none.
    """
    sought = parse_frequency(rules.frequency) if rules.frequency else None
    where = np.arange(len(rows)) + 2 if lines is None else lines
    problems = value_problems(rows, columns.series, columns.time, columns.value, where)
    if problems:
        raise DataError(problems)
    codes, names = pd.factorize(rows[columns.series], sort=True)
    times = rows[columns.time].to_numpy().astype("datetime64[s]")
    order = np.lexsort((times, codes))
    codes, times, where = codes[order], times[order], where[order]
    sorted_rows = rows.iloc[order].reset_index(drop=True)
    frequency = sought.at(times) if sought else detect(codes, times)
    positions = frequency.positions(times)
    problems = grid_problems(frequency, times, where)
    values = sorted_rows[columns.value].to_numpy(dtype=np.float64)
    clocks = summer_time_problems(frequency, codes, times, values, where)
    problems += clocks or duplicate_problems(codes, positions, where)
    problems += size_problems(len(names), positions, where, rules.maximum_cells)
    problems += static_problems(sorted_rows, columns.static, codes, where)
    if rules.gaps == "refuse" and not clocks:
        problems += gap_problems(codes, positions, values, where)
    if problems:
        raise DataError(problems)
    table = _dense(sorted_rows, columns, (codes, positions - positions.min()), tuple(map(str, names)))
    table = replace(table, frequency=frequency, start=int(positions.min()))
    return replace(table, values=_zero_filled(table.values)) if rules.gaps == "zero" else table


def _dense(
    rows: pd.DataFrame, columns: SeriesColumns, places: tuple[np.ndarray, np.ndarray], names: tuple[str, ...]
) -> SeriesTable:
    shape = (len(names), int(places[1].max()) + 1)
    values = np.full(shape, np.nan)
    values[places] = rows[columns.value].to_numpy(dtype=np.float64)
    known = {name: _spread(rows[name], kind, shape, places) for name, kind in columns.known.items()}
    static = {name: _spread(rows[name], kind, shape[:1], places[:1]) for name, kind in columns.static.items()}
    return SeriesTable(columns, names, Frequency("day"), 0, values, known, static)


def _spread(column: pd.Series, kind: ColumnKind, shape: tuple[int, ...], places: tuple[np.ndarray, ...]) -> np.ndarray:
    if kind == "number":
        made = np.full(shape, np.nan)
        made[places] = column.to_numpy(dtype=np.float64)
        return made
    made = np.full(shape, None, dtype=object)
    made[places] = column.astype(object).where(column.notna(), None).to_numpy()
    return made


def _zero_filled(values: np.ndarray) -> np.ndarray:
    """Zeros between the first and the last value of each series."""
    there = ~np.isnan(values)
    begun = np.logical_or.accumulate(there, axis=1)
    not_over = np.logical_or.accumulate(there[:, ::-1], axis=1)[:, ::-1]
    return np.where(~there & begun & not_over, 0.0, values)
