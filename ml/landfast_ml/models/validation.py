"""One way to cross-validate an algorithm: a fit per partition, early stopping where it knows it, what was said kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

import numpy as np

from landfast_ml.models.algorithms import Algorithm, Estimator, Fitting, Floats
from landfast_ml.models.folds import Partition
from landfast_ml.models.learning import Learning, answers, shaped
from landfast_ml.models.objectives import objective
from landfast_ml.models.ranges import Value

# Early stopping looks no further than so many rounds, and waits for a gain through so many.
MOST_ROUNDS, PATIENCE = 1_000, 20


@dataclass(frozen=True, slots=True, eq=False)
class Validated:
    """Of one partition: what was said of its validation rows, how good that is, and the best number of rounds."""

    said: Floats
    score: float
    rounds: int | None


def validated(
    algorithm: Algorithm, parameters: Mapping[str, Value], learning: Learning, parts: list[Partition], seed: int
) -> Iterator[Validated]:
    """One after the other, so that a hopeless trial can be left. NaN is the score of a partition that can't tell."""
    for part in parts:
        train, rest = learning.taken(part.train), learning.taken(part.validation)
        if learning.task != "regression" and len(np.unique(train.target)) < 2:
            yield Validated(np.full(_shape(learning, len(rest)), np.nan), float("nan"), None)
            continue
        said, rounds = _said(algorithm, parameters, train, rest, seed)
        yield Validated(said, objective(learning.task, rest.target, said), rounds)


def _said(
    algorithm: Algorithm, parameters: Mapping[str, Value], train: Learning, rest: Learning, seed: int
) -> tuple[Floats, int | None]:
    if not algorithm.rounds:
        model = algorithm.make(Fitting(train.task, seed, compared=True), **parameters)
        fit(model, train)
        return answers(model, rest.numbers, train.task, train.classes), None
    model = algorithm.make(
        Fitting(train.task, seed, PATIENCE, compared=True), **parameters, **{algorithm.rounds: MOST_ROUNDS}
    )
    fit(model, train, **_watched(algorithm, train, rest))
    rounds = best_rounds(model)
    return _at_best(model, rest, rounds), rounds


def fit(model: Estimator, learning: Learning, **options: object) -> None:
    """With the rows' weights if there are any."""
    weights = {} if learning.weights is None else {"sample_weight": learning.weights}
    model.fit(learning.numbers, learning.target, **weights, **options)


def best_rounds(model: Estimator) -> int:
    """Of an estimator that stopped early: scikit-learn's, XGBoost's or LightGBM's way to say it."""
    scores = getattr(model, "validation_score_", None)
    if scores is not None:
        # The first score is of no round.
        return max(int(np.argmax(scores)), 1)
    best = getattr(model, "best_iteration_", None)
    return max(int(best), 1) if best is not None else int(getattr(model, "best_iteration")) + 1  # noqa: B009


def _watched(algorithm: Algorithm, train: Learning, rest: Learning) -> dict[str, object]:
    """Rows of a class that the training rows lack can't be watched."""
    told = np.isin(rest.target, np.unique(train.target)) if train.task != "regression" else np.ones(len(rest), bool)
    numbers, target = rest.numbers[told], rest.target[told]
    if algorithm.validation == "X_val":
        return {"X_val": numbers, "y_val": target}
    return {"eval_set": [(numbers, target)]}


def _at_best(model: Estimator, rest: Learning, rounds: int) -> Floats:
    """scikit-learn's boosting predicts with all rounds, also those after the best; the others go back by themselves."""
    name = "staged_predict" if rest.task == "regression" else "staged_predict_proba"
    staged = getattr(model, name, None)
    if staged is None:
        return answers(model, rest.numbers, rest.task, rest.classes)
    found: Floats = next(islice(staged(rest.numbers), rounds - 1, rounds))
    if rest.task == "regression":
        return np.asarray(found, dtype=float)
    return shaped(found, model.classes_, rest.task, rest.classes)  # type: ignore[attr-defined]


def _shape(learning: Learning, rows: int) -> tuple[int, ...]:
    return (rows, learning.classes) if learning.task == "multiclass" else (rows,)
