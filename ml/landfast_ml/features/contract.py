"""The data contract: what a raw table must satisfy before anything is learned from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from landfast_ml.contract.columns import Column, Columns
from landfast_ml.features.leaks import ClassLeak, Leak, ValueLeak
from landfast_ml.features.parsing import Parsed
from landfast_ml.features.quantiles import Quantiles, fixed_edges
from landfast_ml.features.statistics import labels, numeric_signal
from landfast_ml.features.targets import positive_class
from landfast_ml.settings.tables import Data

MOST_CLASSES = 100


class Seen:
    """What has been seen of one feature so far."""

    def __init__(self, column: Column, leak: Leak) -> None:
        self.column = column
        self.leak = leak
        self.missing = 0
        self.values: set[str] = set()
        self.lowest, self.highest = np.inf, -np.inf
        self.quantiles = Quantiles()

    def add(self, rows: pd.DataFrame, target: pd.Series, timestamp: str | None) -> None:
        values = rows[self.column.name]
        self.missing += int(values.isna().sum())
        if self.column.type == "category":
            self.values.update(values.dropna().unique())
        else:
            signal = numeric_signal(rows, self.column, timestamp)
            there = signal[~np.isnan(signal)]
            if len(there):
                self.lowest, self.highest = min(self.lowest, there.min()), max(self.highest, there.max())
                self.quantiles.add(there)
            values = pd.Series(signal, index=rows.index)
        self.leak.add(values, target)

    def problem(self, rows: int, settings: Data) -> str | None:
        """Why a model can't learn from this feature, or must not."""
        name, file = self.column.name, "features.py" if self.column.reads else "features.yaml"
        if self.missing == rows:
            return f"{name} is missing in every row: remove it from {file}"
        same = len(self.values) == 1 or (self.lowest == self.highest and self.column.type != "text")
        if not self.missing and same:
            return f"{name} has the same value in every row: remove it from {file}"
        most = settings.maximum_categories
        if len(self.values) > most:
            limit = f"{most} are allowed (settings.toml: data.maximum_categories)"
            return f"{name} has {len(self.values)} different values, {limit}: is it an identifier or free text?"
        reason = self.leak.reason()
        if reason and name not in settings.known_before:
            known = "if it is known before, add it to data.known_before in settings.toml"
            return f"{name} {reason}, so it may be known only afterwards: remove it; {known}"
        return None


@dataclass
class Profile:
    """Counts over a table that may be larger than memory: batch after batch of parsed rows."""

    columns: Columns
    rows: int = 0
    rejected: int = 0
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    target_range: tuple[float, float] = (np.inf, -np.inf)
    seen: dict[str, Seen] = field(default_factory=dict)
    hashes: list[np.ndarray] = field(default_factory=list)
    target_quantiles: Quantiles = field(default_factory=Quantiles)

    def __post_init__(self) -> None:
        kind = ValueLeak if self.columns.task == "regression" else ClassLeak
        self.seen = {name: Seen(self.columns.column(name), kind()) for name in self.columns.features}

    def add(self, texts: pd.DataFrame, parsed: Parsed) -> None:
        """Count a batch: the text as it is in the raw table, and what it was parsed to."""
        bad = parsed.bad
        for name, reasons in parsed.problems.items():
            self.wrong.update({(name, reason): int(rows.sum()) for reason, rows in reasons.items()})
        self.rows += len(texts)
        self.rejected += int(bad.sum())
        self.hashes.append(pd.util.hash_pandas_object(texts, index=False).to_numpy())
        good = parsed.values[~bad]
        if not len(good):
            return
        target = good[self.columns.target]
        if self.columns.task == "regression":
            self.target_range = min(self.target_range[0], target.min()), max(self.target_range[1], target.max())
            self.target_quantiles.add(target.to_numpy(dtype=float))
        else:
            target = labels(target, self.columns.column(self.columns.target))
            self.classes.update(target.value_counts().to_dict())
        for seen in self.seen.values():
            seen.add(good, target, self.columns.timestamp)

    def edges(self) -> dict[str, list[float]]:
        """Bins for statistics: they hold about the same number of rows each."""
        found = {
            name: list(fixed_edges(seen.column) or seen.quantiles.edges())
            for name, seen in self.seen.items()
            if seen.column.type != "category"
        }
        if self.columns.task == "regression":
            found[self.columns.target] = list(self.target_quantiles.edges())
        return found

    def problems(self, settings: Data) -> list[str]:
        """Why nothing should be learned from this table; empty if all is well."""
        if self.rows < settings.minimum_rows:
            return [f"{self.rows} rows, at least {settings.minimum_rows} are needed (settings.toml: data.minimum_rows)"]
        found = [*self._row_problems(settings), *self._target_problems()]
        good = self.rows - self.rejected
        if good:
            problems = (seen.problem(good, settings) for seen in self.seen.values())
            found += [problem for problem in problems if problem]
        return found

    def _row_problems(self, settings: Data) -> Iterator[str]:
        limit = settings.maximum_rejected_share
        too_often = [
            f"{name} is {reason} in {count / self.rows:.1%} of the rows, {limit:.1%} are allowed"
            for (name, reason), count in sorted(self.wrong.items())
            if count > limit * self.rows
        ]
        yield from too_often
        if not too_often and self.rejected > limit * self.rows:
            yield f"{self.rejected / self.rows:.1%} of the rows have a wrong value, {limit:.1%} are allowed"
        twice = self.rows - len(np.unique(np.concatenate(self.hashes)))
        if twice > settings.maximum_duplicate_share * self.rows:
            allowed = f"{settings.maximum_duplicate_share:.1%} are allowed"
            yield f"{twice / self.rows:.1%} of the rows are there twice, {allowed}: was a file added twice?"

    def _target_problems(self) -> Iterator[str]:
        target, task = self.columns.target, self.columns.task
        if self.rejected == self.rows:
            return
        if task == "regression":
            if self.target_range[0] == self.target_range[1]:
                yield f"{target} has the same value in every row: there is nothing to learn"
            return
        count = len(self.classes)
        if count < 2:
            yield f"{target} is {', '.join(self.classes)} in every row: there must be two classes to learn from"
        elif task == "binary" and count > 2:
            yield f"{target} has {count} classes, a binary task tells two apart: is it a multiclass task?"
        elif task == "binary" and positive_class(self.columns) not in self.classes:
            positive = positive_class(self.columns)
            yield f"{target} is never {positive}: name the class to look for (features.yaml: positive)"
        elif count > MOST_CLASSES:
            yield f"{target} has {count} classes, {MOST_CLASSES} are allowed: is it a number (task: regression)?"
