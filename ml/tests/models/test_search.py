"""The search: how rows are parted, what is found, and that budgets are kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_learning import learning
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, mean_squared_error, roc_auc_score

from landfast_ml.models.blending import Ingredient, Mixture, fitted, mixed
from landfast_ml.models.folds import TooFewError, forward, grouped, partitions
from landfast_ml.models.learning import Learning, answers, class_weights
from landfast_ml.models.objectives import loss, objective
from landfast_ml.models.ratios import Ratios
from landfast_ml.models.search import SearchPlan, Tried, search
from landfast_ml.models.smooth import Smooth


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 1)), min_size=4, max_size=60), st.integers(2, 6))
def test_no_subject_is_on_both_sides_and_every_row_is_validated_once(rows: list[tuple[int, int]], folds: int) -> None:
    subjects, target = np.array([one[0] for one in rows]), np.array([one[1] for one in rows])
    given_rows = Learning("binary", np.zeros((len(rows), 1)), target, subjects, 2)
    if len(np.unique(subjects)) < 2:
        with pytest.raises(TooFewError, match="two are needed"):
            list(grouped(given_rows, folds, 0))
        return
    parts = list(grouped(given_rows, folds, 0))
    for part in parts:
        assert not set(subjects[part.train]) & set(subjects[part.validation])
    assert sorted(np.concatenate([part.validation for part in parts])) == list(range(len(rows)))


@settings(max_examples=60)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=80), st.integers(1, 6))
def test_forward_in_time_learns_only_from_what_was_before(times: list[int], folds: int) -> None:
    moments = np.array(times, dtype=float)
    if len(set(times)) < 2:
        with pytest.raises(TooFewError):
            list(forward(moments, folds))
        return
    parts = list(forward(moments, folds))
    assert 1 <= len(parts) <= folds
    for part in parts:
        assert len(part.validation)
        assert moments[part.train].max() < moments[part.validation].min()
    assert sum(len(part.validation) for part in parts) == len(set(np.concatenate([p.validation for p in parts])))


def test_few_rows_are_parted_twice_and_time_needs_a_timestamp() -> None:
    assert len(partitions(learning(), "subject", 5, 0)) == 10
    with pytest.raises(TooFewError, match="timestamp"):
        partitions(learning(), "time", 5, 0)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_the_objective_and_the_loss_are_those_of_scikit_learn(task: str) -> None:
    rows = learning(task)
    generator = np.random.default_rng(1)
    if task == "regression":
        said = generator.normal(size=len(rows))
        assert objective(task, rows.target, said) == pytest.approx(-np.sqrt(mean_squared_error(rows.target, said)))
        assert loss(task, rows.target, said) == pytest.approx(mean_squared_error(rows.target, said))
        return
    shares = generator.dirichlet(np.ones(rows.classes), len(rows))
    said = shares[:, 1] if task == "binary" else shares
    assert loss(task, rows.target, said) == pytest.approx(log_loss(rows.target, shares))
    truth = rows.target if task == "binary" else np.eye(3)[rows.target]
    assert objective(task, rows.target, said) == pytest.approx(roc_auc_score(truth, said))


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_a_search_finds_a_model_that_tells_other_rows(task: str) -> None:
    rows, other = learning(task), learning(task, seed=1)
    told: list[Tried] = []
    found = search(rows, SearchPlan(("linear", "boosting"), trials=5, folds=3), told.append)
    assert [one.number for one in told] == list(range(5)) == [one.number for one in found.tried]
    assert {one.algorithm for one in told} == {"linear", "boosting"}
    said = answers(fitted(found.ingredients, rows, 20), other.numbers, rows.task, rows.classes)
    score = objective(rows.task, other.target, said)
    assert score > (-0.7 if task == "regression" else 0.9)
    assert sum(one.weight for one in found.ingredients) == pytest.approx(1)
    assert len(found.said) == len(found.target) == len(found.rows) == len(rows)


def test_the_same_search_twice_finds_the_same() -> None:
    plan = SearchPlan(("linear", "boosting"), trials=6, folds=3)
    first, second = search(learning(), plan), search(learning(), plan)
    assert first.ingredients == second.ingredients
    assert first.score == second.score


def test_when_the_time_is_over_no_further_trial_begins_and_what_was_not_tried_is_said() -> None:
    clock: Iterator[float] = iter(np.arange(0, 1_000, 10.0))
    plan = SearchPlan(("linear", "boosting"), seconds=15, folds=2)
    found = search(learning(), plan, clock=lambda: next(clock))
    assert [one.algorithm for one in found.tried] == ["linear"]
    assert "boosting was not tried: the time was over" in found.notes


def test_an_algorithm_that_gets_no_better_is_left() -> None:
    found = search(learning(), SearchPlan(("linear",), trials=200, folds=2, patience=3))
    assert len(found.tried) < 60


def test_an_algorithm_begins_with_the_trials_that_it_names() -> None:
    found = search(learning("regression"), SearchPlan(("forest",), trials=2, folds=2))
    kinds = [(one.parameters["kind"], one.parameters["min_samples_leaf"]) for one in found.tried]
    assert kinds == [("random", 2), ("extra", 1)]


def test_few_rows_of_a_smooth_curve_are_told_best_by_one_that_keeps_none_of_them() -> None:
    random = np.random.default_rng(3)
    numbers = random.normal(size=(160, 3))
    truth = np.sin(2 * numbers[:, 0]) + 0.5 * numbers[:, 1]
    rows = Learning("regression", numbers, truth + 0.05 * random.normal(size=160), np.arange(160).astype(str))
    found = search(rows, SearchPlan(("linear", "smooth", "forest"), trials=3, folds=2))
    best = max(found.tried, key=lambda one: one.score)
    assert (best.algorithm, dict(best.parameters)) == ("smooth", {})
    assert any(one.algorithm == "smooth" and one.weight > 0.5 for one in found.ingredients)
    fitted = Smooth().fit(numbers, truth)
    kept = [value for value in vars(fitted).values() if isinstance(value, np.ndarray)]
    assert all(len(value) != len(numbers) for value in kept)
    assert Smooth().fit(numbers, np.full(160, 2.0)).predict(numbers[:2]).tolist() == pytest.approx([2.0, 2.0])


def test_a_price_that_is_a_product_is_told_best_by_ratios_and_never_far_beyond_what_was_seen() -> None:
    random = np.random.default_rng(4)
    numbers = np.exp(random.normal(size=(150, 3)))
    price = numbers[:, 0] ** 0.7 * numbers[:, 1] / np.sqrt(numbers[:, 2]) * np.exp(0.1 * random.normal(size=150))
    rows = Learning("regression", numbers, price, np.arange(150).astype(str))
    found = search(rows, SearchPlan(("linear", "ratios", "forest"), trials=3, folds=2))
    assert max(found.tried, key=lambda one: one.score).algorithm == "ratios"
    fitted = Ratios().fit(numbers, price)
    said = fitted.predict(np.array([[1e9, 1e9, 0.0], [0.0, 0.0, 1e9]]))
    assert said.max() <= price.max() * np.exp(0.1) * fitted.share_ * (1 + 1e-9)
    assert said.min() >= price.min() * np.exp(-0.1) * fitted.share_ * (1 - 1e-9)
    assert 1 < fitted.share_ < 1.5


def test_ratios_learn_a_target_as_it_is_where_it_has_no_logarithm_or_is_not_skewed() -> None:
    rows = learning("regression")
    for target in (rows.target, rows.target - rows.target.min() + 100, np.full(len(rows), 2.0)):
        fitted = Ratios().fit(rows.numbers, target)
        assert not fitted.logarithm_
        assert np.mean((fitted.predict(rows.numbers) - target) ** 2) <= np.var(target)
    flags = (rows.numbers[:, :2] > 0).astype(float)
    assert np.isfinite(Ratios().fit(flags, rows.target).predict(flags)).all()


def test_forward_search_says_something_of_later_rows_alone() -> None:
    rows = learning("regression")
    found = search(rows, SearchPlan(("linear",), split="time", trials=3, folds=3))
    assert rows.times is not None
    assert rows.times[found.rows].min() > rows.times.min()
    assert not np.isnan(found.said).any()


def test_with_many_rows_a_sample_of_whole_subjects_is_searched() -> None:
    rows = learning(rows=400, repeat=4)
    found = search(rows, SearchPlan(("linear",), trials=2, folds=2, most_rows=200))
    assert 100 < len(found.rows) < 300
    sample = rows.sample(200, 20)
    assert all(np.sum(sample.subjects == one) == 4 for one in np.unique(sample.subjects))
    assert any(note.startswith("searched on") for note in found.notes)


def test_a_mixture_is_never_worse_than_its_best_member_on_what_it_was_chosen_by() -> None:
    generator = np.random.default_rng(2)
    target = generator.integers(0, 2, 300)
    said = [np.clip(target * 0.4 + 0.3 + generator.normal(scale=spread, size=300), 0, 1) for spread in (0.2, 0.3, 0.9)]
    weights = mixed("binary", target, said, np.arange(300))
    assert weights.sum() == pytest.approx(1)
    together = np.tensordot(weights, np.stack(said), axes=1)
    assert loss("binary", target, together) <= min(loss("binary", target, one) for one in said)


def test_of_two_that_are_as_good_neither_is_left_out() -> None:
    """What is better on these rows by a hair is worse on the next as often."""
    generator = np.random.default_rng(5)
    target = generator.normal(size=150)
    common = target + generator.normal(scale=0.6, size=150)
    said = [common + generator.normal(scale=0.05, size=150) for _ in range(2)]
    assert min(mixed("regression", target, said, np.arange(150))) > 0.2


def test_a_mixture_says_the_weighted_mean_of_its_members() -> None:
    rows = learning("multiclass")
    ingredients = [
        Ingredient("linear", {"strength": 1.0, "knots": 0}, 0.25),
        Ingredient("linear", {"strength": 100.0, "knots": 1}, 0.75),
    ]
    model = fitted(ingredients, rows, 20)
    assert isinstance(model, Mixture)
    members = [answers(one, rows.numbers, "multiclass", 3) for one in model.members]
    assert answers(model, rows.numbers, "multiclass", 3) == pytest.approx(0.25 * members[0] + 0.75 * members[1])


def test_straight_linear_is_scikit_learn_s_logistic_regression() -> None:
    rows = learning()
    model = fitted([Ingredient("linear", {"strength": 2.0, "knots": 0}, 1.0)], rows, 20)
    oracle = LogisticRegression(C=0.5, max_iter=500).fit(rows.numbers, rows.target)
    said = oracle.predict_proba(rows.numbers)[:, 1]
    assert answers(model, rows.numbers, "binary", 2) == pytest.approx(said, abs=1e-3)


def test_class_weights_make_every_class_weigh_the_same() -> None:
    target = np.array([0] * 90 + [1] * 10)
    weights = class_weights(target, 2)
    assert weights[target == 0].sum() == pytest.approx(weights[target == 1].sum())
    assert weights.mean() == pytest.approx(1)
