"""Features that give the target away: known only once it is, and perfect on paper until the model is used."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pandas as pd

# A correlation that no measurement reaches.
COPY = 0.999_999
FEWEST = 20


@dataclass
class ClassLeak:
    """Whether a feature's values, or their absence, tell the classes apart without a single exception."""

    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    values: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    missing: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, feature: pd.Series, classes: pd.Series) -> None:
        """A batch: the feature as float64 or as text, and the class of each row."""
        numeric = pd.api.types.is_numeric_dtype(feature)
        for label, values in feature.groupby(classes.to_numpy()):
            there = values.dropna()
            self.missing[label][0] += len(values) - len(there)
            self.missing[label][1] += len(values)
            if numeric and len(there):
                low, high = self.ranges.get(label, (np.inf, -np.inf))
                self.ranges[label] = (min(low, float(there.min())), max(high, float(there.max())))
            elif not numeric:
                self.values[label].update(there.unique())

    def reason(self) -> str | None:
        """How the feature gives the target away, or None."""
        counts = {label: (gone, rows) for label, (gone, rows) in self.missing.items()}
        if len(counts) < 2 or min(rows for _, rows in counts.values()) < FEWEST:
            return None
        states = {label: gone / rows for label, (gone, rows) in counts.items()}
        if set(states.values()) == {0.0, 1.0}:
            return "is missing in exactly the rows of one class"
        if len(self.ranges) == len(counts) and _apart(list(self.ranges.values())):
            return "tells the classes apart without an exception"
        if len(self.values) == len(counts) and _disjoint(list(self.values.values())):
            return "tells the classes apart without an exception"
        return None


def _apart(ranges: list[tuple[float, float]]) -> bool:
    ordered = sorted(ranges)
    return all(one[1] < two[0] for one, two in pairwise(ordered))


def _disjoint(sets: list[set[str]]) -> bool:
    return sum(map(len, sets)) == len(set().union(*sets))


@dataclass
class ValueLeak:
    """Whether a number is the target of a regression in other words."""

    rows: int = 0
    means: np.ndarray = field(default_factory=lambda: np.zeros(2))
    products: np.ndarray = field(default_factory=lambda: np.zeros((2, 2)))

    def add(self, feature: pd.Series, target: pd.Series) -> None:
        """A batch; text is not looked at."""
        if not pd.api.types.is_numeric_dtype(feature):
            return
        pairs = np.column_stack([feature.to_numpy(float), target.to_numpy(float)])
        pairs = pairs[~np.isnan(pairs).any(axis=1)]
        if not len(pairs):
            return
        mean = pairs.mean(axis=0)
        delta, total = mean - self.means, self.rows + len(pairs)
        centred = pairs - mean
        self.products = self.products + centred.T @ centred + np.outer(delta, delta) * (self.rows * len(pairs) / total)
        self.means, self.rows = self.means + delta * (len(pairs) / total), total

    def reason(self) -> str | None:
        scale = np.sqrt(self.products[0, 0] * self.products[1, 1])
        if self.rows < FEWEST or not scale or abs(self.products[0, 1]) / scale < COPY:
            return None
        return "is the target in other units: their correlation is 1"


Leak = ClassLeak | ValueLeak
