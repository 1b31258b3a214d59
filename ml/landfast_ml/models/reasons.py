"""Why a prediction is as it is: each input's share in the difference from what the model says on average.

Shapley values by sampling (Strumbelj, Kononenko, Knowledge and Information Systems 2014), against a background of
typical values of each input. The background holds no row: values are means of many, categories are common ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from landfast_ml.models.algorithms import Floats
from landfast_ml.models.learning import Rows

FILE = "background.json"
POINTS = 16
# So many rows are behind a typical value, where there are enough.
FEWEST_ROWS = 10
# Of more numbers an input's typical value is their mean alone: a text's numbers could tell whose it is.
MOST_NUMBERS = 64


@dataclass(frozen=True, slots=True)
class ReasonShare:
    """By how much the input moves the answer, in its unit: probability, or the target's."""

    name: str
    effect: float


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Input -> (points, its numbers): typical values, each of about as many rows."""

    points: Mapping[str, Floats]
    places: Mapping[str, Rows]

    def to_json(self) -> dict[str, object]:
        return {
            name: {"places": self.places[name].tolist(), "points": np.round(found.astype(float), 6).tolist()}
            for name, found in self.points.items()
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Mapping[str, object]]) -> Background:
        return cls(
            {name: np.array(one["points"], dtype=np.float32) for name, one in document.items()},
            {name: np.array(one["places"], dtype=np.intp) for name, one in document.items()},
        )


def load_background(folder: Path) -> Background | None:
    """Of a version's folder; None if it was made without one."""
    path = folder / FILE
    return Background.from_json(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def background(numbers: Floats, inputs: Mapping[str, Rows]) -> Background:
    """Of the training rows."""
    return Background({name: _points(numbers[:, places]) for name, places in inputs.items()}, dict(inputs))


def _points(values: Floats) -> Floats:
    if values.shape[1] > MOST_NUMBERS:
        return np.asarray(values.mean(axis=0, keepdims=True))
    order = np.lexsort(values.T[::-1])
    parts = np.array_split(values[order], max(min(POINTS, len(values) // FEWEST_ROWS), 1))
    # Of categories and flags the middle row of a part, which many share; of numbers the mean.
    plain = np.isin(values, (0.0, 1.0)).all(axis=0)
    return np.stack([np.where(plain, part[len(part) // 2], part.mean(axis=0)) for part in parts])


def reason_shares(
    say: Callable[[Floats], Floats], numbers: Floats, behind: Background, most: int = 0, seed: int = 20
) -> list[tuple[ReasonShare, ...]]:
    """Per row of `numbers` the inputs by the size of their effect; the `most` first, all if 0.

    `say`: numbers to one figure a row. All effects of a row sum to its figure minus the average of the background's.
    """
    return [_of_row(say, row, behind, most, seed) for row in numbers]


def _of_row(
    say: Callable[[Floats], Floats], row: Floats, behind: Background, most: int, seed: int
) -> tuple[ReasonShare, ...]:
    names, generator = list(behind.points), np.random.default_rng(seed)
    draws = {name: _spread(len(points), generator) for name, points in behind.points.items()}
    walks: list[Floats] = []
    orders: list[Rows] = []
    for step in range(POINTS):
        order = generator.permutation(len(names)) if step % 2 == 0 else orders[-1][::-1]
        orders.append(order)
        walks.append(_walk(row, [names[place] for place in order], {n: draws[n][step] for n in names}, behind))
    said = say(np.vstack(walks)).reshape(POINTS, len(names) + 1)
    effects = np.zeros(len(names))
    for order, figures in zip(orders, said, strict=True):
        effects[order] += np.diff(figures) / POINTS
    ranked = sorted(zip(names, effects, strict=True), key=lambda one: (-abs(one[1]), one[0]))
    return tuple(ReasonShare(name, float(effect)) for name, effect in ranked[: most or None])


def _spread(points: int, generator: np.random.Generator) -> Rows:
    """Which point each step begins from: all equally often, in an order by chance."""
    return generator.permutation(np.arange(POINTS) * points // POINTS)


def _walk(row: Floats, names: list[str], drawn: Mapping[str, int], behind: Background) -> Floats:
    """(inputs + 1, outputs): from typical values to the row's own, one input after the other."""
    current = row.copy()
    for name in names:
        current[behind.places[name]] = behind.points[name][drawn[name]]
    steps = [current]
    for name in names:
        current = current.copy()
        current[behind.places[name]] = row[behind.places[name]]
        steps.append(current)
    return np.stack(steps)
