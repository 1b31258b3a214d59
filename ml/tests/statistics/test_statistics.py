"""The statistics of experiments: known answers, and how often they find an effect where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from landfast_ml.statistics.comparison import compare, compare_pairs, compare_proportions, sample_ratio
from landfast_ml.statistics.covariate import adjust
from landfast_ml.statistics.power import Fixed, Sequential, units_an_arm
from landfast_ml.statistics.sequential import BURN_IN, Gap, half_width, last, looks, of_arms, of_pairs

ALPHA = 0.05


def gaps(counts: np.ndarray, steps: np.ndarray) -> list[Gap]:
    """After so many units of each arm, of which so many (control, treatment) were successes."""
    shares = (counts + 1) / (steps + 2)
    squared = (shares * (1 - shares) / steps).sum(axis=0)
    rows = zip(steps, *(counts / steps), squared, strict=True)
    return [Gap(2 * int(n), int(n), float(c), float(t), float(error)) for n, c, t, error in rows]


def simulate(control: float, treatment: float, experiments: int, seed: int) -> tuple[float, float, float]:
    """Shares of experiments with an effect found: by a naive test at any of 50 looks, by the last alone, by mSPRT."""
    generator = np.random.default_rng(seed)
    steps = np.arange(1, 51) * 100
    naive = fixed = sequential = 0
    for _ in range(experiments):
        counts = generator.binomial(100, [[control], [treatment]], (2, 50)).cumsum(axis=1)
        pooled = counts.sum(axis=0) / (2 * steps)
        z = np.abs(counts[1] - counts[0]) / steps / np.sqrt(pooled * (1 - pooled) * 2 / steps)
        naive += bool((z > stats.norm.isf(ALPHA / 2)).any())
        fixed += bool(z[-1] > stats.norm.isf(ALPHA / 2))
        sequential += any(one.p_value < ALPHA for one in looks(gaps(counts, steps), mixture=0.02, alpha=ALPHA))
    return naive / experiments, fixed / experiments, sequential / experiments


def test_peeking_finds_effects_that_are_not_there_and_the_always_valid_test_does_not() -> None:
    naive, fixed, sequential = simulate(0.1, 0.1, experiments=400, seed=20)
    assert naive > 0.25
    # Four standard errors around what is promised.
    assert abs(fixed - ALPHA) < 4 * np.sqrt(ALPHA * (1 - ALPHA) / 400)
    assert sequential <= ALPHA


def test_the_always_valid_test_finds_an_effect_that_is_there() -> None:
    assert simulate(0.1, 0.13, experiments=100, seed=21)[2] > 0.9


def test_the_always_valid_interval_holds_the_truth_at_all_looks() -> None:
    generator, steps = np.random.default_rng(22), np.arange(1, 51) * 40
    missed = 0
    for _ in range(300):
        counts = generator.binomial(40, [[0.5], [0.55]], (2, 50)).cumsum(axis=1)
        found = looks(gaps(counts, steps), mixture=0.05, alpha=ALPHA)
        missed += any(not one.low <= 0.05 <= one.high for one in found)
    assert missed / 300 <= ALPHA


def test_nothing_is_said_before_the_burn_in() -> None:
    early, enough = ([Gap(2 * n, n, 0.1, 0.9, 0.18 / n)] for n in (BURN_IN - 1, BURN_IN))
    assert (last(looks(early, 0.1, ALPHA)).p_value, last(looks(early, 0.1, ALPHA)).low) == (1.0, -np.inf)
    assert last(looks(enough, 0.1, ALPHA)).low > 0


def test_arms_that_are_all_alike_are_no_certainty() -> None:
    ones, zeros = np.ones(40), np.zeros(40)
    assert of_arms(ones, ones).error_squared > 0
    assert of_pairs(ones, ones).error_squared > 0
    assert of_arms(zeros, ones).error_squared == of_arms(ones, zeros).error_squared
    values = np.random.default_rng(30).normal(size=(2, 50))
    assert of_arms(*values).error_squared == pytest.approx(values.var(axis=1, ddof=1).sum() / 50)
    assert of_pairs(*values).error_squared == pytest.approx((values[1] - values[0]).var() / 50)


def test_the_fixed_p_value_is_uniform_where_there_is_no_effect() -> None:
    generator = np.random.default_rng(23)
    found = [
        compare(generator.exponential(size=300), generator.exponential(size=500), ALPHA).p_value for _ in range(500)
    ]
    assert stats.kstest(found, "uniform").pvalue > 0.001


def test_welch_agrees_with_scipy() -> None:
    generator = np.random.default_rng(24)
    control, treatment = generator.normal(0, 1, 40), generator.normal(0.4, 3, 25)
    found, expected = compare(control, treatment, ALPHA), stats.ttest_ind(treatment, control, equal_var=False)
    interval = expected.confidence_interval(1 - ALPHA)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-12)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-12)


def test_pairs_agree_with_scipy() -> None:
    generator = np.random.default_rng(25)
    first = generator.normal(size=30)
    second = first + generator.normal(0.1, 0.2, 30)
    found, expected = compare_pairs(first, second, ALPHA), stats.ttest_rel(second, first)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-12)
    assert found.low == pytest.approx(expected.confidence_interval(1 - ALPHA).low, rel=1e-12)


def test_proportions_of_all_or_none_have_an_interval() -> None:
    found = compare_proportions(0, 40, 40, 40, ALPHA)
    assert 0.8 < found.low < found.high < 1.0 + 1e-12
    same = compare_proportions(40, 40, 40, 40, ALPHA)
    assert same.p_value == 1.0
    assert same.low < 0 < same.high


def test_newcombes_example() -> None:
    """Newcombe 1998, table II, method 10: 56/70 against 48/80 gives 0.0524 to 0.3339."""
    found = compare_proportions(48, 80, 56, 70, ALPHA)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)


def test_a_broken_split_is_seen() -> None:
    shares = {"control": 0.5, "treatment": 0.5}
    assert sample_ratio({"control": 5000, "treatment": 5050}, shares) > 0.5
    assert sample_ratio({"control": 5000, "treatment": 5500}, shares) < 1e-5
    assert sample_ratio({"control": 300}, shares) < 1e-6
    assert sample_ratio({}, shares) == 1.0


def test_sample_sizes() -> None:
    """10 % against 12 % at 5 % and 80 %: the textbook's 3839 an arm; the always-valid test needs more at its end."""
    needed = units_an_arm(Fixed(ALPHA).error_needed(0.02, 0.8), 0.1 * 0.9, 0.12 * 0.88)
    assert needed == 3839
    longest = units_an_arm(Sequential(ALPHA, 0.02).error_needed(0.02, 0.8), 0.1 * 0.9, 0.12 * 0.88)
    assert 1.5 * needed < longest < 3 * needed


def test_power_and_smallest_effect_go_back_and_forth() -> None:
    for test in (Fixed(ALPHA), Sequential(ALPHA, 0.3)):
        error = test.error_needed(0.3, 0.9)
        assert test.power_at(0.3, error) == pytest.approx(0.9, abs=1e-6)
        assert test.effect_at(error, 0.9) == pytest.approx(0.3)
    assert half_width(error**2, 0.3, ALPHA) < 0.3


def test_a_covariate_takes_its_share_of_the_variance_and_no_effect() -> None:
    generator = np.random.default_rng(26)
    before = [generator.normal(size=4_000) for _ in range(2)]
    values = [0.8 * x + 0.6 * generator.normal(size=4_000) for x in before]
    values[1] = values[1] + 0.1
    first, second, explained = adjust((values[0], values[1]), (before[0], before[1]))
    assert explained == pytest.approx(0.64, abs=0.03)
    assert second.mean() - first.mean() == pytest.approx(0.1, abs=0.04)
    nothing = np.full(4_000, np.nan)
    untouched, _, none = adjust((values[0], values[1]), (nothing, nothing))
    assert np.array_equal(untouched, values[0])
    assert none == 0.0


def test_adjusting_holds_the_false_positive_rate_where_many_units_are_unknown() -> None:
    generator, wrong = np.random.default_rng(27), 0
    for _ in range(400):
        before = generator.normal(size=(2, 200))
        values = before + generator.normal(size=(2, 200))
        before[generator.random((2, 200)) < 0.4] = np.nan
        first, second, _ = adjust((values[0], values[1]), (before[0], before[1]))
        wrong += compare(first, second, ALPHA).p_value < ALPHA
    assert abs(wrong / 400 - ALPHA) < 4 * np.sqrt(ALPHA * (1 - ALPHA) / 400)
