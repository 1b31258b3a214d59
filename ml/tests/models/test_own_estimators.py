"""A project's own estimator: one function in one file, searched, saved and loaded as those of the library."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from lightgbm import LGBMClassifier, LGBMRegressor
from sample_learning import learning
from sklearn.base import BaseEstimator
from sklearn.neighbors import KNeighborsClassifier
from xgboost import XGBClassifier, XGBRegressor

from landfast_ml.errors import ProjectError
from landfast_ml.estimators import Estimator, EstimatorError, Fitting, Options, Reals, Value, Wholes, estimator
from landfast_ml.models.algorithms import algorithm, registered_names
from landfast_ml.models.blending import fitted
from landfast_ml.models.folds import partitions
from landfast_ml.models.learning import answers, threads
from landfast_ml.models.objectives import objective
from landfast_ml.models.search import SearchPlan, search
from landfast_ml.models.stored import load_estimator, save_estimator
from landfast_ml.models.validation import PATIENCE, agreed, validated


@estimator(
    "xgboost",
    space={"learning_rate": Reals(0.05, 0.3, log=True), "max_depth": Wholes(2, 6)},
    trusted=("builtins.bytearray", "xgboost.core.Booster", "xgboost.sklearn.XGBClassifier"),
    rounds="n_estimators",
    validation="eval_set",
)
def xgboost(fitting: Fitting, **parameters: Value) -> Estimator:
    kind = XGBRegressor if fitting.task == "regression" else XGBClassifier
    made: Estimator = kind(
        early_stopping_rounds=fitting.patience, random_state=fitting.seed, n_jobs=1, verbosity=0, **parameters
    )
    return made


@estimator(
    "lightgbm",
    space={"num_leaves": Wholes(4, 32, log=True), "boosting_type": Options(("gbdt", "dart"))},
    start={"num_leaves": 8, "boosting_type": "gbdt"},
    trusted=("collections.OrderedDict", "collections.defaultdict", "lightgbm.basic.Booster",
             "lightgbm.sklearn.LGBMClassifier"),
)  # fmt: skip
def lightgbm(fitting: Fitting, **parameters: Value) -> Estimator:
    kind = LGBMRegressor if fitting.task == "regression" else LGBMClassifier
    made: Estimator = kind(n_estimators=40, random_state=fitting.seed, n_jobs=1, verbose=-1, **parameters)
    return made


@estimator("lightgbm_stopped", space={"learning_rate": Reals(0.05, 0.3)}, rounds="n_estimators", validation="eval_set")
def lightgbm_stopped(fitting: Fitting, **parameters: Value) -> Estimator:
    kind = LGBMRegressor if fitting.task == "regression" else LGBMClassifier
    watched = {} if fitting.patience is None else {"early_stopping_round": fitting.patience}
    made: Estimator = kind(min_child_samples=5, n_jobs=1, verbose=-1, **parameters, **watched)
    return made


@estimator("neighbours", tasks=("binary",))
def neighbours(fitting: Fitting, **parameters: Value) -> Estimator:  # noqa: ARG001
    made: Estimator = KNeighborsClassifier(**parameters)
    return made


class Foreign(BaseEstimator):
    def __init__(self, size: int) -> None:
        self.size = size


@pytest.mark.parametrize("name", ["xgboost", "lightgbm"])
@pytest.mark.parametrize("task", ["binary", "regression"])
def test_it_is_searched_and_tells_other_rows(name: str, task: str) -> None:
    rows, other = learning(task), learning(task, seed=1)
    found = search(rows, SearchPlan((name,), trials=3, folds=2))
    model = fitted(found.ingredients, rows, 20)
    score = objective(rows.task, other.target, answers(model, other.numbers, rows.task, rows.classes))
    assert score > (-0.9 if task == "regression" else 0.9)


def test_early_stopping_finds_the_rounds_of_the_last_fit() -> None:
    found = search(learning(), SearchPlan(("xgboost",), trials=2, folds=2, mix=False))
    rounds = found.ingredients[0].parameters["n_estimators"]
    assert isinstance(rounds, int)
    assert 1 <= rounds < 200


@pytest.mark.parametrize("name", ["boosting", "xgboost", "lightgbm_stopped"])
@pytest.mark.parametrize("task", ["binary", "regression"])
def test_each_partition_is_judged_by_what_as_many_rounds_say_as_the_last_fit_will_have(name: str, task: str) -> None:
    rows, one, parameters = learning(task, rows=120), algorithm(name), {"learning_rate": 0.3}
    parts = partitions(rows, "subject", 2, 20)[:2]
    with threads(rows.numbers.size):
        at_best = list(validated(one, parameters, rows, parts, 20))
        results = agreed(at_best, rows, parts)
        best = [result.rounds or 0 for result in at_best]
        rounds = round(np.mean(best))
        assert [result.rounds for result in results] == [rounds] * 2
        for part, own, result in zip(parts, best, results, strict=True):
            train, rest = rows.taken(part.train), rows.taken(part.validation)
            # LightGBM forgets the rounds after its best.
            kept = min(rounds, own) if name == "lightgbm_stopped" else min(rounds, own + PATIENCE)
            model = one.make(Fitting(rows.task, 20), **parameters, **{one.rounds: kept})
            model.fit(train.numbers, train.target)
            assert result.said == pytest.approx(answers(model, rest.numbers, rows.task, rows.classes), abs=1e-5)
            assert result.score == objective(rows.task, rest.target, result.said)


@pytest.mark.parametrize("names", [("xgboost",), ("lightgbm",), ("linear", "xgboost")])
def test_what_was_saved_says_the_same_when_it_is_loaded(names: tuple[str, ...], tmp_path: Path) -> None:
    rows = learning()
    model = fitted(search(rows, SearchPlan(names, trials=4, folds=2)).ingredients, rows, 20)
    save_estimator(model, tmp_path)
    loaded = load_estimator(tmp_path)
    said = [answers(one, rows.numbers, "binary", 2) for one in (model, loaded)]
    assert np.array_equal(*said)


def test_what_no_estimator_trusts_is_not_loaded_and_where_to_allow_it_is_said(tmp_path: Path) -> None:
    save_estimator(Foreign(3), tmp_path)
    with pytest.raises(ProjectError, match=r"trusted=.*@estimator"):
        load_estimator(tmp_path)


def test_a_task_that_it_is_not_for_does_not_see_it() -> None:
    assert "neighbours" in registered_names("binary")
    assert "neighbours" not in registered_names("regression")
    with pytest.raises(EstimatorError, match="is for binary, not for regression"):
        search(learning("regression"), SearchPlan(("neighbours",)))


def test_every_contradiction_is_told_at_once() -> None:
    declare = estimator("a b", space={"depth": Wholes(1, 3)}, start={"height": 1}, rounds="depth")
    with pytest.raises(EstimatorError) as caught:
        declare(lightgbm)
    told = str(caught.value)
    for fact in ("letters, digits", "height is not in the space", "rounds and validation", "depth is found by early"):
        assert fact in told


def test_a_name_is_taken_once_but_a_module_may_be_read_again() -> None:
    estimator("neighbours", tasks=("binary",))(neighbours)
    with pytest.raises(EstimatorError, match="is registered already"):
        estimator("neighbours")(lightgbm)
    with pytest.raises(EstimatorError, match=r"there are: .*boosting.*@estimator\('gone'\)"):
        algorithm("gone")


@pytest.mark.parametrize(("low", "high", "log"), [(2, 1, False), (0, 1, True)])
def test_a_range_without_values_is_refused(low: int, high: int, log: bool) -> None:
    with pytest.raises(ValueError, match=r"is above high|no logarithm"):
        Wholes(low, high, log)
    with pytest.raises(ValueError, match=r"is above high|no logarithm"):
        Reals(low, high, log)
