"""Quantiles of a column that is read once, a batch at a time, in little memory."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from landfast_ml.contract.columns import Column

POINTS = 2_000
BINS = 20


class Quantiles:
    """Weighted points that stand for all values so far, 2,000 at most between two batches."""

    def __init__(self) -> None:
        self._values = np.empty(0)
        self._weights = np.empty(0)

    def add(self, values: np.ndarray) -> None:
        """Numbers without NaN."""
        self._values = np.concatenate([self._values, values])
        self._weights = np.concatenate([self._weights, np.ones(len(values))])
        if len(self._values) > 2 * POINTS:
            self._compress()

    def edges(self) -> tuple[float, ...]:
        """Ends of bins that hold about the same number of rows each; fewer where values repeat."""
        order = np.argsort(self._values, kind="stable")
        values, reached = self._values[order], np.cumsum(self._weights[order])
        if not len(values):
            return ()
        places = np.searchsorted(reached, np.arange(1, BINS) / BINS * reached[-1])
        # The highest value ends the last bin, which needs no edge.
        return tuple(float(edge) for edge in np.unique(values[places]) if edge < values[-1])

    def _compress(self) -> None:
        order = np.argsort(self._values, kind="stable")
        values, weights = self._values[order], self._weights[order]
        middle = np.cumsum(weights) - weights / 2
        groups = np.minimum((middle / weights.sum() * POINTS).astype(int), POINTS - 1)
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        self._weights = np.add.reduceat(weights, starts)
        ends = np.append(starts[1:], len(values))
        self._values = values[(starts + ends) // 2]


def fixed_edges(column: Column) -> Sequence[float] | None:
    """Of what takes few values that are known: a flag, a month of the year."""
    if column.type == "boolean":
        return (0.5,)
    if column.type == "date" and column.how == "month":
        return tuple(month + 0.5 for month in range(1, 12))
    return None
