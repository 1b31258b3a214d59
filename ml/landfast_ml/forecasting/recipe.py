"""What a forecaster's inputs are made of: seasons, lags and columns; all that has to be kept beside its trees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from landfast_ml.forecasting.frequency import Frequency
from landfast_ml.forecasting.seasonal import seasons
from landfast_ml.forecasting.table import SeriesTable

FEWEST_LAGS, MOST_LAGS = 4, 24
# A level is the mean of about so many values, whole seasons where those are short.
FEWEST_LEVEL, MOST_LEVEL = 8, 28
SEASONS_BACK = 3


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A category column's values that have a number; all others share one, a missing one has none."""

    column: str
    values: tuple[str, ...]

    def codes(self, array: np.ndarray) -> np.ndarray:
        """Of the same shape, float64: the number of the word, NaN where there is none."""
        flat = array.ravel()
        found = pd.Index(self.values, dtype=object).get_indexer(flat)
        codes = np.where(found < 0, len(self.values), found).astype(np.float64)
        codes[pd.isna(flat)] = np.nan
        return codes.reshape(array.shape)


@dataclass(frozen=True, slots=True)
class ForecastRecipe:
    """`season` is the naive forecast's, `others` are further ones (a week besides a day). `numbers` and `words` name
    known columns, `static_numbers` and `static_words` static ones."""

    frequency: Frequency
    horizon: int
    season: int
    others: tuple[int, ...]
    numbers: tuple[str, ...] = ()
    words: tuple[ColumnWords, ...] = ()
    static_numbers: tuple[str, ...] = ()
    static_words: tuple[ColumnWords, ...] = ()

    @property
    def lags(self) -> int:
        """Last values that the model sees."""
        return int(np.clip(self.season, FEWEST_LAGS, MOST_LAGS))

    @property
    def level(self) -> int:
        """Values that a level is the mean of."""
        if self.season > MOST_LEVEL:
            return MOST_LEVEL
        return self.season * -(-FEWEST_LEVEL // self.season)

    def to_json(self) -> dict[str, Any]:
        """What `from_json` reads."""
        frequency = {name: getattr(self.frequency, name) for name in ("unit", "multiple", "phase", "day")}
        words = {field: {one.column: list(one.values) for one in getattr(self, field)} for field in _WORDS}
        numbers = {field: list(getattr(self, field)) for field in _LISTS}
        return {"frequency": frequency, "horizon": self.horizon, "season": self.season, **numbers, **words}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> ForecastRecipe:
        """KeyError if it isn't one."""
        return cls(
            Frequency(**document["frequency"]),
            document["horizon"],
            document["season"],
            tuple(document["others"]),
            tuple(document["numbers"]),
            _coded(document["words"]),
            tuple(document["static_numbers"]),
            _coded(document["static_words"]),
        )


_LISTS = ("others", "numbers", "static_numbers")
_WORDS = ("words", "static_words")


def _coded(document: Mapping[str, list[str]]) -> tuple[ColumnWords, ...]:
    return tuple(ColumnWords(name, tuple(values)) for name, values in document.items())


def recipe_of(table: SeriesTable, horizon: int, season: int, most_words: int) -> ForecastRecipe:
    """Of a table that ends where learning ends: a category's commonest values get a number."""
    others = tuple(length for length in seasons(table.frequency, table.last + 1) if length != season)
    columns = table.columns
    return ForecastRecipe(
        frequency=table.frequency,
        horizon=horizon,
        season=season,
        others=others,
        numbers=tuple(name for name, kind in columns.known.items() if kind == "number"),
        words=tuple(
            _words(name, table.known[name], most_words) for name, kind in columns.known.items() if kind == "category"
        ),
        static_numbers=tuple(name for name, kind in columns.static.items() if kind == "number"),
        static_words=tuple(
            _words(name, table.static[name], most_words) for name, kind in columns.static.items() if kind == "category"
        ),
    )


def _words(column: str, array: np.ndarray, most: int) -> ColumnWords:
    """Commonest first, the alphabet where they are as common."""
    there = array[array != None].astype(str)  # noqa: E711  # element by element
    found, counts = np.unique(there, return_counts=True)
    order = np.argsort(-counts, kind="stable")[:most]
    return ColumnWords(column, tuple(map(str, found[order])))
