"""What the gate refuses whatever the metrics are, gains within noise, and what one can tell of the training rows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from landfast_ml.models.looks import PairedAnswers, gain_verdict, spent
from landfast_ml.models.membership import MembershipScore, membership_score
from landfast_ml.models.soundness import HeldOutAnswers, faults

CLASSES = ("no", "yes")


def binary(said: np.ndarray, target: np.ndarray, threshold: float = 0.5) -> HeldOutAnswers:
    share = target.mean()
    return HeldOutAnswers("binary", target, said, np.arange(len(said)), threshold, np.array([1 - share, share]))


def drawn(rows: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that come true, and what came true."""
    generator = np.random.default_rng(seed)
    said = generator.beta(0.6, 1.4, rows)
    return said, (generator.random(rows) < said).astype(int)


def test_a_model_that_tells_something_has_no_fault() -> None:
    said, target = drawn(400)
    assert faults(binary(said, target), CLASSES) == ()


def test_a_model_that_finds_nobody_is_refused_however_good_it_ranks() -> None:
    said, target = drawn(400)
    (found,) = faults(binary(said, target, threshold=1.1), CLASSES)
    assert found.startswith("finds nobody: none of")
    assert "class yes" in found


def test_one_that_finds_everybody_is_refused() -> None:
    said, target = drawn(400)
    assert any("finds everybody" in one for one in faults(binary(said, target, threshold=0.0), CLASSES))


def test_one_that_is_not_better_than_the_base_rate_is_refused() -> None:
    _, target = drawn(400)
    said = np.random.default_rng(9).random(400)
    assert any("not better than the base rate" in one for one in faults(binary(said, target), CLASSES))


@pytest.mark.parametrize("task", ["multiclass", "regression"])
def test_one_that_says_the_same_of_everybody_is_refused(task: str) -> None:
    generator = np.random.default_rng(1)
    if task == "regression":
        answers = HeldOutAnswers(
            "regression", generator.normal(size=60), np.full(60, 0.2), np.arange(60), 0, np.array([0.0])
        )
    else:
        said = np.tile([0.5, 0.3, 0.2], (60, 1))
        answers = HeldOutAnswers("multiclass", generator.integers(0, 3, 60), said, np.arange(60), 0, np.full(3, 1 / 3))
    told = faults(answers, ("a", "b", "c"))
    assert any("of everybody" in one for one in told)
    assert any("base rate" in one for one in told)


def paired(noise: float, rows: int = 600) -> PairedAnswers:
    """The champion's answers are the candidate's with noise."""
    said, target = drawn(rows)
    worse = np.clip(said + np.random.default_rng(5).normal(scale=noise, size=rows), 0, 1)
    return PairedAnswers("binary", target, said, worse, np.arange(rows))


def test_a_clear_gain_is_one_and_a_gain_within_noise_is_not() -> None:
    clear = gain_verdict(paired(0.5), 0.005, 0.05, 1)
    assert clear.beyond_noise
    assert clear.gain == pytest.approx(clear.candidate - clear.champion)
    within = gain_verdict(paired(0.01), 0.0, 0.05, 1)
    assert not within.beyond_noise
    assert "within noise" in within.reason


def test_a_sure_gain_that_is_too_small_is_none() -> None:
    verdict = gain_verdict(paired(0.5), 0.9, 0.05, 1)
    assert not verdict.beyond_noise
    assert "less than the smallest gain that counts, 0.9" in verdict.reason


def test_many_looks_at_the_same_rows_need_a_clearer_gain() -> None:
    answers = paired(0.12)
    first, late = gain_verdict(answers, 0.0, 0.05, 1), gain_verdict(answers, 0.0, 0.05, 60)
    assert first.p_value == pytest.approx(late.p_value)
    assert first.beyond_noise
    assert not late.beyond_noise
    assert late.high - late.low > first.high - first.low


@given(st.floats(0.001, 0.2), st.integers(1, 500))
def test_all_looks_together_spend_no_more_than_alpha(alpha: float, looks: int) -> None:
    assert sum(spent(alpha, look) for look in range(1, looks + 1)) < alpha
    with pytest.raises(ValueError, match="the first is 1"):
        spent(alpha, 0)


@pytest.mark.parametrize("task", ["multiclass", "regression"])
def test_gains_of_other_tasks_go_by_the_loss(task: str) -> None:
    generator = np.random.default_rng(6)
    subjects = np.arange(200)
    if task == "regression":
        target = generator.normal(size=200)
        near, far = (target + generator.normal(scale=scale, size=200) for scale in (0.1, 0.5))
    else:
        target = generator.integers(0, 3, 200)
        near, far = (0.2 + 0.4 * np.eye(3)[target], np.full((200, 3), 1 / 3))
    verdict = gain_verdict(PairedAnswers(task, target, near, far, subjects), 0.01, 0.05, 1)  # type: ignore[arg-type]
    assert verdict.beyond_noise
    assert verdict.gain > 0


def test_an_attack_on_a_model_that_keeps_nothing_finds_nothing() -> None:
    generator = np.random.default_rng(7)
    found = membership_score(generator.random(400), generator.random(300), np.arange(700))
    assert found.low < 0.5 < found.high
    assert found.found < 0.05


def test_an_attack_on_a_model_that_remembers_finds_the_members() -> None:
    generator = np.random.default_rng(8)
    members, others = generator.random(300) * 0.2, generator.random(300)
    found = membership_score(members, others, np.arange(600))
    inside = np.arange(600) < 300
    assert found.score == pytest.approx(roc_auc_score(inside, -np.concatenate([members, others])))
    assert 0.8 < found.low < found.score < found.high <= 1
    assert MembershipScore(**found.to_json()) == found  # type: ignore[arg-type]


def test_rows_of_the_same_subjects_make_the_interval_wider() -> None:
    generator = np.random.default_rng(9)
    losses = np.repeat(generator.random(100), 4)
    members, others = losses[:200], losses[200:]
    single = membership_score(members, others, np.arange(400))
    shared = membership_score(members, others, np.repeat(np.arange(100), 4))
    assert shared.high - shared.low > 1.5 * (single.high - single.low)
    with pytest.raises(ValueError, match="two of each"):
        membership_score(members[:1], others, np.arange(201))
