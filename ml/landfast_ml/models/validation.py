"""One way to cross-validate an algorithm: a fit per partition, early stopping where it knows it, what was said kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    """Of one partition: what was said of its validation rows, how good that is, the best number of rounds, and what is
    said after another number of them."""

    said: Floats
    score: float
    rounds: int | None
    after: Callable[[int], Floats] | None = None


def validated(
    algorithm: Algorithm, parameters: Mapping[str, Value], learning: Learning, parts: list[Partition], seed: int
) -> Iterator[Validated]:
    """One after the other, so that a hopeless trial can be left. NaN is the score of a partition that can't tell."""
    for part in parts:
        train, rest = learning.taken(part.train), learning.taken(part.validation)
        if learning.task != "regression" and len(np.unique(train.target)) < 2:
            yield Validated(np.full(_shape(learning, len(rest)), np.nan), float("nan"), None)
            continue
        yield _looked_at(algorithm, parameters, train, rest, seed)


def agreed(results: Sequence[Validated], learning: Learning, parts: Sequence[Partition]) -> list[Validated]:
    """Each after as many rounds as the last fit will have: the mean of what was best.

    After its own best number each looks better than it is, on the very rows that chose that number; of few rows so much
    better that boosting would be preferred to what tells more.
    """
    told = [one.rounds for one in results if one.rounds is not None]
    if not told:
        return list(results)
    rounds = round(float(np.mean(told)))
    return [_after(one, learning, part, rounds) for one, part in zip(results, parts, strict=True)]


def _after(result: Validated, learning: Learning, part: Partition, rounds: int) -> Validated:
    if result.after is None:
        return result
    said = result.after(rounds)
    score = objective(learning.task, learning.target[part.validation], said)
    return replace(result, said=said, score=score, rounds=rounds)


def _looked_at(
    algorithm: Algorithm, parameters: Mapping[str, Value], train: Learning, rest: Learning, seed: int
) -> Validated:
    if not algorithm.rounds:
        model = algorithm.make(Fitting(train.task, seed, compared=True), **parameters)
        fit(model, train)
        said = answers(model, rest.numbers, train.task, train.classes)
        return Validated(said, objective(train.task, rest.target, said), None)
    model = algorithm.make(
        Fitting(train.task, seed, PATIENCE, compared=True), **parameters, **{algorithm.rounds: MOST_ROUNDS}
    )
    fit(model, train, **_watched(algorithm, train, rest))
    rounds = best_rounds(model)
    said = after(model, rest, rounds)
    return Validated(said, objective(train.task, rest.target, said), rounds, lambda asked: after(model, rest, asked))


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


def after(model: Estimator, rest: Learning, rounds: int) -> Floats:
    """What an estimator that stopped early says after so many rounds, or all that it has: LightGBM forgets those after
    its best."""
    name = "staged_predict" if rest.task == "regression" else "staged_predict_proba"
    staged = getattr(model, name, None)
    if staged is None:
        return answers(model, rest.numbers, rest.task, rest.classes, **_cut(model, rounds))
    found: Floats = deque(islice(staged(rest.numbers), rounds), maxlen=1)[0]
    if rest.task == "regression":
        return np.asarray(found, dtype=float)
    return shaped(found, model.classes_, rest.task, rest.classes)  # type: ignore[attr-defined]


def _cut(model: Estimator, rounds: int) -> dict[str, object]:
    """How LightGBM or XGBoost is asked for its first rounds; another library says what it holds to be best."""
    if hasattr(model, "get_booster"):
        return {"iteration_range": (0, min(rounds, model.get_booster().num_boosted_rounds()))}
    return {"num_iteration": rounds} if hasattr(model, "booster_") else {}


def _shape(learning: Learning, rows: int) -> tuple[int, ...]:
    return (rows, learning.classes) if learning.task == "multiclass" else (rows,)
