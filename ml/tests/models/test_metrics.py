"""Metrics against scikit-learn's, and their intervals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk

from landfast_ml.errors import UsageError
from landfast_ml.models.bootstrap import Bootstrap
from landfast_ml.models.limits import parse_limits
from landfast_ml.models.metrics import METRICS, PRIMARY, Binary, Multiclass, Regression, calibration

ROWS = 200
GENERATOR = np.random.default_rng(1)
WEIGHTS = GENERATOR.integers(0, 4, ROWS)


@pytest.mark.parametrize("weights", [np.ones(ROWS), WEIGHTS], ids=["plain", "resampled"])
def test_binary(weights: np.ndarray) -> None:
    target = GENERATOR.integers(0, 2, ROWS)
    # Rounded, so that there are ties.
    probability = np.round(np.clip(target * 0.3 + GENERATOR.random(ROWS) * 0.7, 0, 1), 2)
    found = Binary(target, probability, 0.5)(weights)
    said = probability >= 0.5
    assert tuple(found) == METRICS["binary"]
    assert found == pytest.approx(
        {
            "roc_auc": sk.roc_auc_score(target, probability, sample_weight=weights),
            "average_precision": sk.average_precision_score(target, probability, sample_weight=weights),
            "accuracy": sk.accuracy_score(target, said, sample_weight=weights),
            "sensitivity": sk.recall_score(target, said, sample_weight=weights),
            "specificity": sk.recall_score(target, said, sample_weight=weights, pos_label=0),
            "brier": sk.brier_score_loss(target, probability, sample_weight=weights),
            "log_loss": sk.log_loss(target, np.clip(probability, 1e-15, 1 - 1e-15), sample_weight=weights),
        }
    )


@pytest.mark.parametrize("weights", [np.ones(ROWS), WEIGHTS], ids=["plain", "resampled"])
def test_multiclass(weights: np.ndarray) -> None:
    target = GENERATOR.integers(0, 4, ROWS)
    probabilities = GENERATOR.dirichlet(np.ones(4), ROWS)
    measure = Multiclass(target, probabilities)
    found, said = measure(weights), probabilities.argmax(axis=1)
    areas = [sk.roc_auc_score(target == one, probabilities[:, one], sample_weight=weights) for one in range(4)]
    assert tuple(found) == METRICS["multiclass"]
    assert found == pytest.approx(
        {
            "macro_auc": np.mean(areas),
            "accuracy": sk.accuracy_score(target, said, sample_weight=weights),
            "balanced_accuracy": sk.balanced_accuracy_score(target, said, sample_weight=weights),
            "macro_f1": sk.f1_score(target, said, sample_weight=weights, average="macro"),
            "log_loss": sk.log_loss(target, probabilities, sample_weight=weights),
        }
    )
    precision = sk.precision_score(target, said, sample_weight=weights, average=None)
    assert [one["precision"] for one in measure.per_class(weights)] == pytest.approx(list(precision))


@pytest.mark.parametrize("weights", [np.ones(ROWS), WEIGHTS], ids=["plain", "resampled"])
def test_regression(weights: np.ndarray) -> None:
    target = GENERATOR.normal(size=ROWS)
    predicted = target + GENERATOR.normal(0.1, 0.5, ROWS)
    found = Regression(target, predicted)(weights)
    assert tuple(found) == METRICS["regression"]
    assert found == pytest.approx(
        {
            "r2": sk.r2_score(target, predicted, sample_weight=weights),
            "rmse": sk.root_mean_squared_error(target, predicted, sample_weight=weights),
            "mae": sk.mean_absolute_error(target, predicted, sample_weight=weights),
            "bias": np.average(predicted - target, weights=weights),
        }
    )


def test_one_class_has_no_ranking() -> None:
    found = Binary(np.ones(3), np.array([0.1, 0.2, 0.9]), 0.5)(np.ones(3))
    assert np.isnan(found["roc_auc"])
    assert np.isnan(found["specificity"])
    assert found["sensitivity"] == pytest.approx(1 / 3)


def test_intervals_do_not_depend_on_the_pseudonyms() -> None:
    target = GENERATOR.integers(0, 2, 60)
    measure = Binary(target, GENERATOR.random(60), 0.5)
    subjects = pd.Series(target.cumsum())
    one, two = (Bootstrap(names, 50, 0.9, 1).intervals(measure) for names in (subjects, -subjects))
    assert one == two


def test_rows_of_one_subject_are_drawn_together() -> None:
    """Ten copies of each row say no more than one: an interval that narrows would be a lie."""
    target, probability = GENERATOR.integers(0, 2, 40), GENERATOR.random(40)
    alone = Bootstrap(pd.Series(range(40)), 500, 0.9, 1).intervals(Binary(target, probability, 0.5))
    copies = Bootstrap(pd.Series(np.repeat(range(40), 10)), 500, 0.9, 1)
    repeated = copies.intervals(Binary(np.repeat(target, 10), np.repeat(probability, 10), 0.5))
    assert repeated["accuracy"] == pytest.approx(alone["accuracy"])


def test_a_better_model_gains() -> None:
    target = GENERATOR.integers(0, 2, ROWS)
    good, bad = (Binary(target, target * share + GENERATOR.random(ROWS), 0.5) for share in (0.8, 0.1))
    low, high = Bootstrap(pd.Series(range(ROWS)), 200, 0.95, 1).gain(good, bad, PRIMARY["binary"])
    assert 0 < low < high


def test_many_rows_need_fewer_resamples() -> None:
    assert Bootstrap(pd.Series(range(100)), 1_000, 0.9, 1).draws == 1_000
    assert Bootstrap(pd.Series(range(250_000)), 1_000, 0.9, 1).draws == 200


@pytest.mark.parametrize("task", METRICS)
def test_calibration_counts_every_row(task: str) -> None:
    target = GENERATOR.integers(0, 2, ROWS)
    scores = GENERATOR.dirichlet(np.ones(2), ROWS) if task == "multiclass" else GENERATOR.random(ROWS)
    found = calibration(task, target, scores)
    assert sum(one["rows"] for one in found) == ROWS
    assert len(found) > 1


def test_every_wrong_limit_is_named() -> None:
    assert [limit.bound for limit in parse_limits(["roc_auc.low >= 0.5", "brier<=1e-1"], "binary")] == [0.5, 0.1]
    with pytest.raises(UsageError, match=r"'r2 > 0' is not .*; gate.limits: r2 is no metric of a binary task"):
        parse_limits(["r2 > 0", "r2 >= 0"], "binary")
