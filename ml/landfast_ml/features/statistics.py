"""Statistics of typed rows that can be merged: over batches, over workers, and later against new rows.

They hold counts and moments, no row and no extreme value, so that they say nothing about a single person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from landfast_ml.contract.columns import Column, Columns
from landfast_ml.features.texts import word_counts

OTHER = "other"
Edges = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Numeric:
    """Of a number, a flag (0, 1) or a count of months: moments, and rows per bin; bin i ends at edge i, inclusive."""

    rows: int
    missing: int
    mean: float
    squares: float
    edges: tuple[float, ...]
    counts: tuple[int, ...]

    def merged(self, other: Numeric) -> Numeric:
        """Chan's update: as exact over many workers as over one."""
        here, there = self.rows - self.missing, other.rows - other.missing
        delta, rows = other.mean - self.mean, max(here + there, 1)
        return Numeric(
            self.rows + other.rows,
            self.missing + other.missing,
            self.mean + delta * (there / rows),
            self.squares + other.squares + delta * delta * (here * there / rows),
            self.edges,
            tuple(a + b for a, b in zip(self.counts, other.counts, strict=True)),
        )

    @property
    def deviation(self) -> float:
        return float(np.sqrt(self.squares / max(self.rows - self.missing, 1)))


@dataclass(frozen=True, slots=True)
class Categorical:
    """Of a category or a class: rows per value."""

    rows: int
    missing: int
    counts: Mapping[str, int]

    def merged(self, other: Categorical) -> Categorical:
        counts = Counter(self.counts)
        counts.update(other.counts)
        return Categorical(self.rows + other.rows, self.missing + other.missing, dict(counts))

    def folded(self, vocabulary: Iterable[str]) -> Categorical:
        """Every value that is not in the vocabulary counts as `other`."""
        known = set(vocabulary) - {OTHER}
        counts = {value: count for value, count in self.counts.items() if value in known}
        rest = sum(self.counts.values()) - sum(counts.values())
        return Categorical(self.rows, self.missing, {**counts, OTHER: rest} if rest else counts)


Statistic = Numeric | Categorical
Statistics = Mapping[str, Statistic]


def describe(rows: pd.DataFrame, columns: Columns, edges: Edges) -> dict[str, Statistic]:
    """Of the features and, if it is among the rows, the target. `rows` are typed values, as `parse` gives them."""
    described = [c for c in columns.all if c.role == "feature" or (c.role == "target" and c.name in rows)]
    return {column.name: _describe(rows, column, columns, edges) for column in described}


def _describe(rows: pd.DataFrame, column: Column, columns: Columns, edges: Edges) -> Statistic:
    if is_categorical(column, columns.task):
        values = labels(rows[column.name], column)
        counts = values.value_counts(dropna=True)
        return Categorical(len(values), int(values.isna().sum()), {str(k): int(n) for k, n in counts.items()})
    signal = numeric_signal(rows, column, columns.timestamp)
    there = signal[~np.isnan(signal)]
    mean = float(there.mean()) if len(there) else 0.0
    bounds = tuple(edges[column.name])
    counted = np.bincount(np.searchsorted(bounds, there), minlength=len(bounds) + 1)
    squares = float(((there - mean) ** 2).sum())
    return Numeric(len(signal), len(signal) - len(there), mean, squares, bounds, tuple(map(int, counted)))


def is_categorical(column: Column, task: str) -> bool:
    return column.type == "category" or (column.role == "target" and task != "regression")


def labels(values: pd.Series, column: Column) -> pd.Series:
    """Classes as text: an integer without its point, a boolean as true or false."""
    if column.type == "category":
        return values
    words = {1.0: "true", 0.0: "false"} if column.type == "boolean" else None
    name = words.__getitem__ if words else lambda value: str(int(value))
    return values.map({value: name(value) for value in values.dropna().unique()}).astype(object)


def numeric_signal(rows: pd.DataFrame, column: Column, timestamp: str | None) -> np.ndarray:
    """What a transformation starts from, float64 with NaN for missing: the logarithm of a number that is declared so,
    the months from a date to the timestamp or the month of the year, the words of a text, else the value."""
    if column.type == "date":
        months = month_numbers(rows[column.name])
        if column.how == "month":
            return np.asarray(months % 12 + 1)
        return np.asarray(month_numbers(rows[timestamp]) - months)
    if column.type == "text":
        return word_counts(rows[column.name].tolist())
    values = np.asarray(rows[column.name], dtype=float)
    return np.log1p(values) if column.role == "feature" and column.how == "log" else values


def month_numbers(dates: pd.Series) -> np.ndarray:
    """Months since the year 0; a day is not looked at."""
    numbers = {value: int(value[:4]) * 12 + int(value[5:7]) - 1 for value in dates.dropna().unique()}
    return np.asarray(dates.map(numbers), dtype=float)


def merged(parts: Iterable[Statistics]) -> dict[str, Statistic]:
    """Of all rows together; {} of nothing."""
    return reduce(_merged_two, parts, {})


def _merged_two(one: Mapping[str, Any], two: Mapping[str, Any]) -> dict[str, Statistic]:
    if not one or not two:
        return dict(one or two)
    return {name: found.merged(two[name]) for name, found in one.items()}


def to_document(statistics: Statistics, vocabulary: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """As JSON. A category that is not in its column's vocabulary is counted as `other`, and not named."""
    document = {}
    for name, found in statistics.items():
        shared = {"rows": found.rows, "missing": found.missing}
        if isinstance(found, Categorical):
            counts = found.folded(vocabulary.get(name, found.counts)).counts
            document[name] = {"kind": "categorical", **shared, "counts": dict(sorted(counts.items()))}
        else:
            moments = {"mean": found.mean, "deviation": found.deviation}
            bins = {"edges": list(found.edges), "counts": list(found.counts)}
            document[name] = {"kind": "numeric", **shared, **moments, **bins}
    return document


def from_document(document: Mapping[str, Any]) -> dict[str, Statistic]:
    """What `to_document` wrote; merging and describing against it go on from there."""
    found: dict[str, Statistic] = {}
    for name, entry in document.items():
        if entry["kind"] == "categorical":
            found[name] = Categorical(entry["rows"], entry["missing"], entry["counts"])
        else:
            squares = entry["deviation"] ** 2 * (entry["rows"] - entry["missing"])
            bins = tuple(entry["edges"]), tuple(entry["counts"])
            found[name] = Numeric(entry["rows"], entry["missing"], entry["mean"], squares, *bins)
    return found


def edges_of(statistics: Statistics) -> dict[str, tuple[float, ...]]:
    """Bin edges, so that other rows are counted in the same bins."""
    return {name: found.edges for name, found in statistics.items() if isinstance(found, Numeric)}
