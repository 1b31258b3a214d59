"""How sure one can be of a metric with the rows at hand: a bootstrap over subjects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from landfast_ml.models.metrics import Measure

# Rows times resamples: with many rows an interval is narrow, and fewer resamples find its ends.
MOST_WORK = 50_000_000
FEWEST = 100
Interval = tuple[float, float]


@dataclass(frozen=True)
class Bootstrap:
    """Resamples of subjects, since rows of one person are not independent. The same draws for every measure."""

    subjects: pd.Series
    resamples: int
    confidence: float
    seed: int

    @property
    def draws(self) -> int:
        """How many resamples are made of what was asked for."""
        return min(self.resamples, max(FEWEST, MOST_WORK // max(len(self.subjects), 1)))

    def intervals(self, measure: Measure) -> dict[str, Interval]:
        """Of each metric. A resample that doesn't tell, as one of a single class, is left out."""
        found = pd.DataFrame(measure(weights) for weights in self._weights())
        return {name: self._ends(found[name].to_numpy()) for name in found}

    def gain(self, candidate: Measure, other: Measure, metric: str) -> Interval:
        """Of candidate minus other, on the same resamples."""
        gains = [candidate(weights)[metric] - other(weights)[metric] for weights in self._weights()]
        return self._ends(np.array(gains))

    def _weights(self) -> Iterator[np.ndarray]:
        """How often each row is in a resample. Subjects are numbered as they appear, whatever their pseudonyms are."""
        generator = np.random.default_rng(self.seed)
        codes, names = pd.factorize(self.subjects)
        for _ in range(self.draws):
            drawn = generator.integers(0, len(names), len(names))
            yield np.bincount(drawn, minlength=len(names))[codes]

    def _ends(self, values: np.ndarray) -> Interval:
        told = values[~np.isnan(values)]
        if not len(told):
            return float("nan"), float("nan")
        low, high = np.quantile(told, (0.5 - self.confidence / 2, 0.5 + self.confidence / 2))
        return float(low), float(high)
