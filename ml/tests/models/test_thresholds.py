"""Thresholds and calibration: against every threshold tried by hand, and against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, roc_curve

from landfast_ml.models.calibrations import Calibrator, calibration_gain, calibrator, expected_error
from landfast_ml.models.learning import Learning
from landfast_ml.models.thresholds import ThresholdWish, operating_point

ROWS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 10)), min_size=4, max_size=40).filter(
    lambda rows: len({one[0] for one in rows}) == 2
)


def arrays(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([one[0] for one in rows]), np.array([one[1] / 10 for one in rows])


def counted(target: np.ndarray, said: np.ndarray, threshold: float) -> tuple[int, int, int, int]:
    """True negatives, false alarms, misses, hits."""
    found = confusion_matrix(target, said >= threshold, labels=(0, 1)).ravel()
    return tuple(map(int, found))  # type: ignore[return-value]


@settings(max_examples=80)
@given(ROWS)
def test_youden_s_threshold_has_the_largest_index_of_all(rows: list[tuple[int, int]]) -> None:
    target, said = arrays(rows)
    point = operating_point(target, said, ThresholdWish("youden"))
    alarms, hits, _ = roc_curve(target, said, drop_intermediate=False)
    # Flagging nobody is no decision: it has index 0, as flagging everybody has.
    assert point.recall + point.specificity - 1 == pytest.approx(max((hits - alarms)[1:]))
    negatives, false, missed, right = counted(target, said, point.threshold)
    assert point.recall == pytest.approx(right / (right + missed))
    assert point.specificity == pytest.approx(negatives / (negatives + false))
    assert point.flagged == pytest.approx((right + false) / len(target))


@settings(max_examples=80)
@given(ROWS, st.integers(1, 20), st.integers(1, 20))
def test_no_threshold_between_two_scores_costs_less(rows: list[tuple[int, int]], alarm: int, miss: int) -> None:
    target, said = arrays(rows)

    def cost(threshold: float) -> float:
        _, false, missed, _ = counted(target, said, threshold)
        return alarm * false + miss * missed

    point = operating_point(target, said, ThresholdWish("cost", false_alarm=alarm, miss=miss))
    assert cost(point.threshold) == min(cost(one / 10) for one in range(-1, 11) if (said >= one / 10).any())
    assert f"a miss {miss}" in point.reason


@settings(max_examples=80)
@given(ROWS, st.sampled_from(["precision", "recall"]), st.integers(1, 10))
def test_a_floor_is_kept_where_it_can_be_and_else_that_is_said(
    rows: list[tuple[int, int]], rule: str, tenths: int
) -> None:
    target, said = arrays(rows)
    floor = tenths / 10
    point = operating_point(target, said, ThresholdWish(rule, floor=floor))  # type: ignore[arg-type]
    kept, other = ("precision", "recall") if rule == "precision" else ("recall", "precision")
    possible = []
    for threshold in np.unique(said):
        _, false, missed, right = counted(target, said, threshold)
        values = {"precision": right / (right + false), "recall": right / (right + missed)}
        if values[kept] >= floor:
            possible.append(values[other])
    assert point.reached == bool(possible)
    if possible:
        assert getattr(point, kept) >= floor
        assert getattr(point, other) == pytest.approx(max(possible))
    else:
        assert f"no threshold keeps a {rule} of {floor:g}" in point.reason


def test_a_fixed_threshold_is_taken_as_it_is_and_one_class_has_none() -> None:
    target, said = np.array([0, 1, 0, 1]), np.array([0.1, 0.2, 0.3, 0.4])
    point = operating_point(target, said, ThresholdWish("fixed", fixed=0.9))
    assert (point.threshold, point.recall, point.flagged) == (0.9, 0, 0)
    with pytest.raises(ValueError, match="both classes"):
        operating_point(np.ones(4), said, ThresholdWish())


def overconfident(rows: int = 2_000, classes: int = 2) -> tuple[Learning, np.ndarray]:
    """Rows, and what a model says of them that is three times too sure, in log-odds."""
    generator = np.random.default_rng(3)
    odds = generator.normal(size=(rows, classes))
    shares = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
    target = np.array([generator.choice(classes, p=one) for one in shares])
    sure = np.exp(3 * odds) / np.exp(3 * odds).sum(axis=1, keepdims=True)
    task = "binary" if classes == 2 else "multiclass"
    learning = Learning(task, np.zeros((rows, 1)), target, np.arange(rows), classes)  # type: ignore[arg-type]
    return learning, sure[:, 1] if classes == 2 else sure


@pytest.mark.parametrize("classes", [2, 3])
def test_an_overconfident_model_is_corrected_and_the_gain_is_shown(classes: int) -> None:
    learning, said = overconfident(classes=classes)
    gain = calibration_gain(learning, said)
    assert gain.calibrator.method != "none"
    assert gain.loss_after < gain.loss_before
    assert gain.error_after < gain.error_before / 2
    corrected = gain.calibrator.apply(said)
    assert expected_error(learning.task, learning.target, corrected) < 0.05
    assert Calibrator.from_json(gain.calibrator.to_json()) == gain.calibrator


def test_the_temperature_of_a_model_three_times_too_sure_is_three() -> None:
    learning, said = overconfident(rows=6_000, classes=3)
    assert calibrator("temperature", "multiclass", learning.target, said).numbers[0] == pytest.approx(3, rel=0.1)


def test_what_is_calibrated_already_is_left_alone() -> None:
    generator = np.random.default_rng(4)
    said = generator.random(800)
    target = (generator.random(800) < said).astype(int)
    gain = calibration_gain(Learning("binary", np.zeros((800, 1)), target, np.arange(800), 2), said)
    assert gain.calibrator == Calibrator()
    assert gain.loss_after == gain.loss_before
    assert np.array_equal(gain.calibrator.apply(said), said)


def test_platt_and_isotonic_are_those_of_scikit_learn() -> None:
    learning, said = overconfident(rows=500)
    odds = np.log(said / (1 - said)).reshape(-1, 1)
    platt = LogisticRegression(C=np.inf, max_iter=1_000).fit(odds, learning.target).predict_proba(odds)[:, 1]
    assert calibrator("platt", "binary", learning.target, said).apply(said) == pytest.approx(platt, abs=1e-4)
    isotonic = IsotonicRegression(out_of_bounds="clip").fit(said, learning.target).predict(said)
    assert calibrator("isotonic", "binary", learning.target, said).apply(said) == pytest.approx(isotonic)
