"""Series that are made, so that what is true of them is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landfast_ml.forecasting.table import SeriesColumns, SeriesRules, SeriesTable, series_table

COLUMNS = SeriesColumns("series", "time", "value")


def seasonal(series: int = 12, times: int = 160, noise: float = 1.0, trend: float = 0.05, seed: int = 1) -> np.ndarray:
    """(series, times): a level, a trend and a week, of each series its own, and noise."""
    generator = np.random.default_rng(seed)
    steps = np.arange(times)
    level = generator.uniform(20, 60, (series, 1))
    week = generator.normal(0, 5, (series, 7))[:, steps % 7]
    return np.asarray(level + trend * steps + week + generator.normal(0, noise, (series, times)))


def walks(series: int = 12, times: int = 160, seed: int = 1) -> np.ndarray:
    """(series, times): nobody can tell more of them than where they are."""
    return np.asarray(50 + np.random.default_rng(seed).normal(0, 1, (series, times)).cumsum(axis=1))


def long_table(values: np.ndarray, start: str = "2025-01-06", step: str = "D") -> pd.DataFrame:
    """A row for each value that is there."""
    series, times = values.shape
    days = np.datetime64(start, step) + np.arange(times)
    return pd.DataFrame(
        {
            "series": np.repeat([f"S{number:02d}" for number in range(series)], times),
            "time": np.tile(days.astype("datetime64[s]"), series),
            "value": values.ravel(),
        }
    ).dropna(subset="value", ignore_index=True)


def table_of(values: np.ndarray, rules: SeriesRules = SeriesRules(), step: str = "D") -> SeriesTable:  # noqa: B008
    return series_table(long_table(values, step=step), COLUMNS, rules)
