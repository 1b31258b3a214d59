"""What a model learns from: inputs and scaled values of many origins, in one matrix of bounded size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from landfast_ml.forecasting.design import design
from landfast_ml.forecasting.recipe import ForecastRecipe
from landfast_ml.forecasting.table import SeriesTable


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """`numbers` (rows, inputs), `outputs` (rows,) scaled, `steps` (rows,) from 1; `categories` (inputs,)."""

    numbers: np.ndarray
    outputs: np.ndarray
    steps: np.ndarray
    categories: np.ndarray

    def __len__(self) -> int:
        return len(self.outputs)


def examples(
    table: SeriesTable, cut: int, origins: Sequence[int], recipe: ForecastRecipe, most_rows: int, seed: int
) -> Examples:
    """Of every series that has a past at an origin, and a value at the step; no value after `cut` is looked at.

    Of more than `most_rows` a random part, the same of each origin.
    """
    share = min(1.0, most_rows / max(1, len(origins) * len(table.series) * recipe.horizon))
    generator = np.random.default_rng(seed)
    parts = [_of_origin(table, cut, origin, recipe, (share, generator)) for origin in origins]
    return Examples(
        np.concatenate([part.numbers for part in parts]),
        np.concatenate([part.outputs for part in parts]),
        np.concatenate([part.steps for part in parts]),
        parts[0].categories,
    )


def _of_origin(
    table: SeriesTable, cut: int, origin: int, recipe: ForecastRecipe, part: tuple[float, np.random.Generator]
) -> Examples:
    made = design(table.seen_from(origin, recipe.horizon), recipe)
    last = min(cut, origin + recipe.horizon)
    future = np.full((len(table.series), recipe.horizon), np.nan)
    future[:, : last - origin] = table.values[:, origin + 1 : last + 1]
    outputs = (future - made.level[:, None]) / made.scale[:, None]
    share, generator = part
    chosen = ~np.isnan(outputs) & (generator.random(outputs.shape) < share)
    steps = np.broadcast_to(np.arange(1, recipe.horizon + 1), outputs.shape)
    return Examples(made.numbers[chosen].astype(np.float32), outputs[chosen], steps[chosen], made.categories)


def training_origins(cut: int, first: int, recipe: ForecastRecipe, most: int) -> list[int]:
    """At most `most` origins from `first` to the one before `cut`, evenly, in time's order, at every place of the
    season."""
    available = cut - first
    stride = max(1, math.ceil(available / most))
    while stride > 1 and math.gcd(stride, recipe.season) > 1 and stride % recipe.season:
        stride += 1
    if recipe.season > 1 and stride % recipe.season == 0:
        stride += 1
    return list(range(cut - 1, first - 1, -stride))[::-1]
