"""Importance and reasons: against scikit-learn's, and against what can be reckoned by hand for a linear model."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_learning import learning
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LogisticRegression

from landfast_ml.models.importance import importances, places
from landfast_ml.models.reasons import Background, background, reason_shares

INPUTS = {name: np.array([position]) for position, name in enumerate(("first", "second", "noise"))}


def test_outputs_belong_to_their_inputs_also_where_names_begin_alike() -> None:
    outputs = ("age", "age.missing", "age_group=a=b", "age_group=other", "born.sine", "born.cosine", "note#0", "note#1")
    found = places(outputs, ("age", "age_group", "born", "note"))
    assert {name: list(one) for name, one in found.items()} == {
        "age": [0, 1],
        "age_group": [2, 3],
        "born": [4, 5],
        "note": [6, 7],
    }


def test_importance_is_that_of_scikit_learn() -> None:
    rows, other = learning(), learning(seed=1)
    model = LogisticRegression().fit(rows.numbers, rows.target)
    found = importances(
        lambda numbers: model.predict_proba(numbers)[:, 1], (other.numbers, other.target), "binary", INPUTS, repeats=30
    )
    oracle = permutation_importance(
        model, other.numbers, other.target, scoring="roc_auc", n_repeats=30, random_state=1
    ).importances_mean
    for one in found:
        assert one.loss == pytest.approx(oracle[INPUTS[one.name][0]], abs=0.03)
    assert found[-1].name == "noise"


def test_numbers_of_one_input_are_mixed_together() -> None:
    rows = learning()
    doubled = np.hstack([rows.numbers, rows.numbers[:, :1]])
    weights = np.array([0.5, 0, 0, 0.5])
    parts = {"first": np.array([0, 3]), "second": np.array([1]), "noise": np.array([2])}
    found = importances(lambda numbers: numbers @ weights, (doubled, rows.target), "binary", parts)
    assert [one.loss for one in found[1:]] == [0, 0]
    assert found[0].loss > 0.2


@settings(max_examples=20)
@given(st.integers(0, 1_000))
def test_reasons_sum_to_the_difference_from_the_average(seed: int) -> None:
    rows = learning(seed=seed)
    behind = background(rows.numbers, INPUTS)

    def say(numbers: np.ndarray) -> np.ndarray:
        return np.tanh(numbers[:, 0] * numbers[:, 1]) + numbers[:, 2] ** 2

    (found,) = reason_shares(say, rows.numbers[:1], behind)
    again = reason_shares(say, rows.numbers[:1], behind)
    assert again == [found]
    assert [abs(one.effect) for one in found] == sorted((abs(one.effect) for one in found), reverse=True)
    nothing = reason_shares(lambda numbers: np.zeros(len(numbers)), rows.numbers[:1], behind)
    assert all(one.effect == 0 for one in nothing[0])


def test_reasons_of_a_linear_model_are_its_weights_times_the_distance_from_typical() -> None:
    rows = learning(rows=640)
    weights = np.array([2.0, -1.0, 0.0])
    behind = background(rows.numbers, INPUTS)
    for row in rows.numbers[:3]:
        (found,) = reason_shares(lambda numbers: numbers @ weights, row[None], behind)
        effects = {one.name: one.effect for one in found}
        expected = weights * (row - rows.numbers.mean(axis=0))
        assert [effects[name] for name in INPUTS] == pytest.approx(expected, abs=0.02)


def test_only_as_many_reasons_as_asked_for_the_strongest_first() -> None:
    rows = learning()
    (found,) = reason_shares(
        lambda numbers: numbers @ np.array([2.0, -1.0, 0.0]),
        np.array([[3.0, 0.1, 5.0]]),
        background(rows.numbers, INPUTS),
        most=2,
    )
    assert [one.name for one in found] == ["first", "second"]


def test_the_background_holds_no_row_and_survives_json() -> None:
    rows = learning()
    behind = background(rows.numbers, INPUTS)
    for name, points in behind.points.items():
        assert len(points) <= 16
        assert not np.isin(points[:, 0], rows.numbers[:, INPUTS[name][0]]).any()
    read = Background.from_json(json.loads(json.dumps(behind.to_json())))
    assert dict(read.points) == {name: pytest.approx(points, abs=1e-5) for name, points in behind.points.items()}


def test_a_category_of_the_background_is_one_that_many_have() -> None:
    codes = np.array([0] * 150 + [1] * 49 + [2])
    behind = background(np.eye(3, dtype=np.float32)[codes], {"group": np.arange(3)})
    assert set(map(tuple, behind.points["group"])) == {(1, 0, 0), (0, 1, 0)}
