"""Two models on the same rows: McNemar, ROC areas, differences by subject."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from landfast_ml.statistics.paired import auc_difference, by_subject, mcnemar

ALPHA = 0.05


def test_mcnemar_is_exact_for_single_rows() -> None:
    first = np.array([True] * 12 + [False] * 3 + [True] * 20)
    second = np.array([False] * 12 + [True] * 3 + [True] * 20)
    found = mcnemar(first, second, np.arange(35))
    assert (found.first_only, found.second_only) == (12, 3)
    assert found.p_value == pytest.approx(stats.binomtest(3, 15).pvalue)
    assert mcnemar(first, first, np.arange(35)).p_value == 1.0


def test_rows_of_one_subject_do_not_count_as_many() -> None:
    """Each subject's row four times: the evidence is that of one row each."""
    generator = np.random.default_rng(28)
    positive = generator.random(120) < 0.4
    first, second = (positive * lift + generator.normal(size=120) for lift in (1.0, 1.3))
    subjects = np.arange(120)
    again = [np.tile(values, 4) for values in (positive, first, second, subjects)]
    one, four = auc_difference(positive, first, second, subjects, ALPHA), auc_difference(*again, ALPHA)
    assert four.value == pytest.approx(one.value)
    assert four.p_value == pytest.approx(one.p_value, rel=0.05)
    hits = [(scores > 0.5) == positive for scores in (first, second)]
    single = by_subject(*(hit.astype(float) for hit in hits), subjects, ALPHA)
    repeated = by_subject(*(np.tile(hit, 4).astype(float) for hit in hits), again[3], ALPHA)
    assert repeated.p_value == pytest.approx(single.p_value)
    clustered = mcnemar(*(np.tile(hit, 4) for hit in hits), again[3])
    assert clustered.p_value == pytest.approx(mcnemar(*hits, subjects).p_value, abs=0.25)
    assert "by subject" in clustered.method


def test_areas_agree_with_scikit_learn_and_the_interval_covers() -> None:
    generator, covered = np.random.default_rng(29), 0
    positive = np.repeat([True, False], 60)
    for _ in range(200):
        first, second = (positive + generator.normal(size=120) for _ in range(2))
        found = auc_difference(positive, first, second, np.arange(120), ALPHA)
        covered += found.low <= 0 <= found.high
    assert found.control == pytest.approx(roc_auc_score(positive, first))
    assert found.treatment == pytest.approx(roc_auc_score(positive, second))
    assert abs(covered / 200 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 200)
