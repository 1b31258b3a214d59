"""The statistics against statsmodels. It is not in the lock, since nothing else needs it: `make oracle` brings it."""

from __future__ import annotations

import numpy as np
import pytest

from landfast_ml.statistics.comparison import compare, compare_proportions, wilson
from landfast_ml.statistics.paired import mcnemar
from landfast_ml.statistics.power import Fixed, units_an_arm

pytest.importorskip("statsmodels", reason="statsmodels is not installed: `make oracle` installs it and runs these")

from statsmodels.stats import contingency_tables, power, proportion, weightstats

ALPHA = 0.05
TABLES = [(48, 80, 56, 70), (3, 40, 9, 35), (0, 50, 4, 60), (29, 30, 30, 30), (500, 5000, 600, 5000)]


@pytest.mark.parametrize(("control", "controls", "treatment", "treatments"), TABLES)
def test_two_proportions(control: int, controls: int, treatment: int, treatments: int) -> None:
    found = compare_proportions(control, controls, treatment, treatments, ALPHA)
    p_value = proportion.proportions_ztest([treatment, control], [treatments, controls])[1]
    low, high = proportion.confint_proportions_2indep(
        treatment, treatments, control, controls, method="newcomb", compare="diff", alpha=ALPHA
    )
    assert found.p_value == pytest.approx(p_value, rel=1e-9)
    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)
    assert wilson(control, controls, ALPHA) == pytest.approx(
        proportion.proportion_confint(control, controls, ALPHA, "wilson"), abs=1e-12
    )


def test_two_means() -> None:
    generator = np.random.default_rng(1)
    control, treatment = generator.gamma(2, size=70), generator.gamma(3, size=45)
    found = compare(control, treatment, ALPHA)
    both = weightstats.CompareMeans.from_data(treatment, control)
    assert found.p_value == pytest.approx(both.ttest_ind(usevar="unequal")[1], rel=1e-9)
    assert (found.low, found.high) == pytest.approx(both.tconfint_diff(ALPHA, usevar="unequal"), rel=1e-9)


@pytest.mark.parametrize(("first_only", "second_only"), [(12, 3), (1, 0), (30, 34)])
def test_mcnemar(first_only: int, second_only: int) -> None:
    first = np.array([True] * first_only + [False] * second_only + [True] * 20)
    second = np.array([False] * first_only + [True] * second_only + [True] * 20)
    expected = contingency_tables.mcnemar([[20, first_only], [second_only, 0]], exact=True).pvalue
    assert mcnemar(first, second, np.arange(len(first))).p_value == pytest.approx(expected, rel=1e-9)


def test_sample_size_and_power() -> None:
    expected = power.NormalIndPower().solve_power(0.25, alpha=ALPHA, power=0.8)
    needed = units_an_arm(Fixed(ALPHA).error_needed(0.25, 0.8), 1.0, 1.0)
    assert needed == np.ceil(expected)
    error = np.sqrt(2 / 200)
    assert Fixed(ALPHA).power_at(0.25, error) == pytest.approx(power.NormalIndPower().power(0.25, 200, ALPHA), abs=1e-9)
    shares = proportion.power_proportions_2indep(0.02, 0.1, 3839, alpha=ALPHA).power
    assert shares == pytest.approx(0.8, abs=0.002)
