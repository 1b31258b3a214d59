"""Columns that nearly give the target away, rows that are in both parts, dates that come after: too good to be used.

`features.leaks` refuses a perfect leak while the table is read; these need the model's numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from landfast_ml.contract.columns import Columns
from landfast_ml.features.statistics import month_numbers
from landfast_ml.models.algorithms import Fitting, Floats, algorithm
from landfast_ml.models.folds import Partition, grouped
from landfast_ml.models.learning import Learning, Rows, answers, threads
from landfast_ml.models.objectives import objective
from landfast_ml.models.validation import fit

FOLDS, DEPTH, SMALLEST_LEAF = 3, 4, 10
MOST_ROWS = 20_000
# Of the whole score above chance: what a column gives alone, and what is lost without it.
ALONE, LOST = 0.9, 0.3
# A score that little but the target itself reaches: area under the ROC curve; share of the variance of a regression.
REFUSED = {"binary": 0.975, "multiclass": 0.975, "regression": 0.98}
# Below this a column that says nearly all merely is the only good one.
NOTED = 0.8
# Share of the rows whose date is after the row's own moment.
MOST_AFTER = 0.01


@dataclass(frozen=True, slots=True)
class NearLeak:
    """`alone`, `whole` and `without` are skills: areas under ROC curves (of many classes their mean), or shares of the
    variance; `refused` if it is almost surely one."""

    name: str
    alone: float
    whole: float
    without: float
    refused: bool

    @property
    def text(self) -> str:
        return (
            f"{self.name} alone scores {self.alone:.3f} of {self.whole:.3f}, all others without it {self.without:.3f}: "
            "is it known before the target?"
        )


def near_leaks(learning: Learning, inputs: Mapping[str, Rows], known_before: tuple[str, ...] = ()) -> list[NearLeak]:
    """Columns that alone give almost the whole score of a quick model, which is lost without them; the worst first."""
    sample = learning.sample(MOST_ROWS, 0)
    with threads(sample.numbers.size):
        # The same for every column: parting takes longer than a small tree.
        parts = list(grouped(sample, FOLDS, 0))
        scores = {
            name: _skill(sample, places, parts, quick=True)
            for name, places in inputs.items()
            if name not in known_before
        }
        chance = 0.0 if sample.task == "regression" else 0.5
        best = sorted(scores, key=lambda name: -scores[name])[:3]
        if not best or scores[best[0]] < NOTED:
            return []
        whole = max(_skill(sample, np.arange(sample.numbers.shape[1]), parts), scores[best[0]])
        found = []
        for name in best:
            if scores[name] - chance < ALONE * (whole - chance) or scores[name] < NOTED:
                continue
            rest = np.setdiff1d(np.arange(sample.numbers.shape[1]), inputs[name])
            without = _skill(sample, rest, parts) if len(rest) else chance
            if whole - without >= LOST * (whole - chance):
                found.append(NearLeak(name, scores[name], whole, without, scores[name] >= REFUSED[sample.task]))
        return found


@dataclass(frozen=True, slots=True)
class Twins:
    """Test rows that stand in the training rows as well, feature by feature and with the same target.

    `usual` is how often a training row has a twin of another subject: in a table of few categories that is no leak.
    """

    rows: int
    share: float
    usual: float

    @property
    def suspicious(self) -> bool:
        return self.share > max(0.01, 1.5 * self.usual)


def twins(train: pd.DataFrame, test: pd.DataFrame, columns: Columns) -> tuple[Twins, np.ndarray]:
    """Of rows as `read_part` gives them; and which test rows (rows,) they are."""
    named = [*columns.features, columns.target]
    inside, outside = (pd.util.hash_pandas_object(rows[named], index=False).to_numpy() for rows in (train, test))
    same = np.isin(outside, inside)
    counts = pd.Series(inside).map(pd.Series(inside).value_counts()).to_numpy()
    # A row meets all training rows in the test set, and all but itself here.
    usual = float((counts > 1).mean()) if len(counts) else 0.0
    return Twins(int(same.sum()), float(same.mean()) if len(same) else 0.0, usual), same


def dates_after(rows: pd.DataFrame, columns: Columns) -> dict[str, float]:
    """Date features -> share of the rows where they are after the row's own timestamp: known only later. Months."""
    if columns.timestamp is None or columns.timestamp not in rows:
        return {}
    moments, found = month_numbers(rows[columns.timestamp]), {}
    for column in columns.all:
        # Another date, as of a renewal, may well be one that is planned.
        if column.role == "feature" and column.type == "date" and column.how == "age":
            dates = month_numbers(rows[column.name])
            told = ~np.isnan(dates) & ~np.isnan(moments)
            share = float((dates[told] > moments[told]).mean()) if told.any() else 0.0
            if share > MOST_AFTER:
                found[column.name] = share
    return found


def _skill(learning: Learning, places: Rows, parts: Sequence[Partition], quick: bool = False) -> float:
    """Mean over folds of what these numbers tell."""
    chosen = Learning(learning.task, learning.numbers[:, places], learning.target, learning.subjects, learning.classes)
    scores = []
    for part in parts:
        train, rest = chosen.taken(part.train), chosen.taken(part.validation)
        if learning.task != "regression" and len(np.unique(train.target)) < 2:
            continue
        said = _quick(train, rest) if quick else _whole(train, rest)
        scores.append(_told(learning, rest.target, said))
    return float(np.nanmean(scores)) if scores else 0.0


def _told(learning: Learning, target: Floats, said: Floats) -> float:
    if learning.task != "regression":
        return objective(learning.task, target, said)
    spread = float(np.var(target))
    return 1 - float(np.mean((said - target) ** 2)) / spread if spread else 0.0


def _quick(train: Learning, rest: Learning) -> Floats:
    kind = DecisionTreeRegressor if train.task == "regression" else DecisionTreeClassifier
    leaf = min(SMALLEST_LEAF, max(len(train) // 20, 1))
    # A regression's straight copy needs more steps than a class.
    depth = 2 * DEPTH if train.task == "regression" else DEPTH
    model = kind(max_depth=depth, min_samples_leaf=leaf, random_state=0)
    fit(model, train)
    return answers(model, rest.numbers, train.task, train.classes)


def _whole(train: Learning, rest: Learning) -> Floats:
    boosted = algorithm("boosting")
    model = boosted.make(Fitting(train.task, 0), **boosted.start, max_iter=60)
    fit(model, train)
    return answers(model, rest.numbers, train.task, train.classes)
