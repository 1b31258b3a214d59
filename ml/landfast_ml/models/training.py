"""A model from rows: searched for, its probabilities corrected, its threshold chosen, fitted to all rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace

import numpy as np

from landfast_ml.models.algorithms import Estimator, Floats
from landfast_ml.models.blending import Mixture, fitted
from landfast_ml.models.calibrations import CalibrationGain, calibration_gain
from landfast_ml.models.learning import Learning, class_weights, threads
from landfast_ml.models.search import Searched, SearchPlan, Tried, search
from landfast_ml.models.thresholds import OperatingPoint, ThresholdWish, operating_point
from landfast_ml.settings.tables import DecisionRule, Settings


@dataclass(frozen=True, slots=True, eq=False)
class TrainedModel:
    """`point` is of a binary task; `base`: what would be said without features, shares of the classes or the mean."""

    estimator: Estimator | Mixture
    searched: Searched
    calibration: CalibrationGain
    point: OperatingPoint | None
    base: Floats


def plan_of(settings: Settings) -> SearchPlan:
    """What `settings.toml` says, tables search, train and features."""
    search_for = settings.search
    return SearchPlan(
        algorithms=tuple(search_for.algorithms),
        split=settings.features.split,
        trials=search_for.trials,
        seconds=search_for.seconds,
        folds=search_for.folds,
        patience=search_for.patience,
        most_rows=search_for.most_rows,
        mix=search_for.mix,
        seed=settings.train.seed,
    )


def trained(learning: Learning, settings: Settings, log: Callable[[Tried], None] = lambda _: None) -> TrainedModel:
    """The best model within the budget. TooFewError or EstimatorError as `search` raises them."""
    if settings.train.class_weight == "balanced" and learning.task != "regression":
        learning = replace(learning, weights=class_weights(learning.target, learning.classes))
    plan = plan_of(settings)
    searched = search(learning, plan, log)
    sample = learning.sample(plan.most_rows, plan.seed).taken(searched.rows)
    calibration = calibration_gain(sample, searched.said, settings.decision.calibrate)
    said = calibration.calibrator.apply(searched.said)
    with threads(learning.numbers.size):
        model = fitted(searched.ingredients, learning, plan.seed)
    point = operating_point(searched.target, said, wish_of(settings.decision)) if learning.task == "binary" else None
    return TrainedModel(model, searched, calibration, point, base_rate(learning))


def wish_of(rule: DecisionRule) -> ThresholdWish:
    return ThresholdWish(rule.rule, rule.floor, rule.false_alarm, rule.miss, rule.fixed)


def base_rate(learning: Learning) -> Floats:
    """(classes,) shares, or (1,) the mean."""
    if learning.task == "regression":
        return np.array([learning.target.mean()])
    return np.asarray(np.bincount(learning.target.astype(np.intp), minlength=learning.classes) / len(learning))


def told(model: TrainedModel) -> dict[str, object]:
    """What a version's record says of how it was found."""
    searched, calibration = model.searched, model.calibration
    return {
        "algorithm": in_words(model),
        "ingredients": [asdict(one) for one in searched.ingredients],
        "search": {
            "score": searched.score,
            "trials": len(searched.tried),
            "seconds": round(sum(one.seconds for one in searched.tried), 1),
            "notes": list(searched.notes),
        },
        "calibration": {**asdict(calibration), "calibrator": calibration.calibrator.to_json()},
        "threshold": model.point.threshold if model.point else 0.5,
        "operating_point": asdict(model.point) if model.point else None,
        "base": model.base.tolist(),
    }


def in_words(model: TrainedModel) -> str:
    """`linear`, or `0.67 linear + 0.33 boosting`."""
    shares: dict[str, float] = {}
    for one in model.searched.ingredients:
        shares[one.algorithm] = shares.get(one.algorithm, 0.0) + one.weight
    if len(shares) == 1:
        return next(iter(shares))
    return " + ".join(f"{weight:.2f} {name}" for name, weight in sorted(shares.items(), key=lambda item: -item[1]))


def trial_record(one: Tried) -> Mapping[str, object]:
    """As JSON: a trial that was left has the scores up to there."""
    return {**asdict(one), "score": None if np.isinf(one.score) else one.score}
