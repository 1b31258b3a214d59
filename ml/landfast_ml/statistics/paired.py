"""Two models on the same held-out rows: much sharper than two groups of people, since each row is its own control.

Rows of one subject hang together. Every test here takes the row's subject and counts subjects, not rows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.stats import rankdata

from landfast_ml.statistics.comparison import Difference, compare_pairs


@dataclass(frozen=True, slots=True)
class Discordance:
    """McNemar: rows that the first model alone gets right, rows that the second alone does, and the p-value."""

    method: str
    first_only: int
    second_only: int
    p_value: float


def mcnemar(first_right: np.ndarray, second_right: np.ndarray, subjects: np.ndarray) -> Discordance:
    """Exact where every subject has one row; else Durkalski's test for clusters (Statistics in Medicine 2003)."""
    first_only, second_only = first_right & ~second_right, second_right & ~first_right
    b, c = int(first_only.sum()), int(second_only.sum())
    codes, rows = _codes(subjects)
    if rows.max() == 1:
        p_value = float(stats.binomtest(b, b + c).pvalue) if b + c else 1.0
        return Discordance("McNemar, exact", b, c, p_value)
    shares = np.bincount(codes, first_only.astype(float) - second_only) / rows
    spread = float((shares**2).sum())
    p_value = float(stats.chi2.sf(shares.sum() ** 2 / spread, 1)) if spread else 1.0
    return Discordance("McNemar, by subject (Durkalski)", b, c, p_value)


def auc_difference(
    positive: np.ndarray, first: np.ndarray, second: np.ndarray, subjects: np.ndarray, alpha: float
) -> Difference:
    """Areas under two ROC curves of the same rows: DeLong (Biometrics 1988), Obuchowski's (1997) where subjects repeat.

    Obuchowski sums a subject's structural components; with one row a subject the two are the same.
    """
    parts = [_components(positive, scores) for scores in (first, second)]
    areas = [float(one[positive].mean()) for one in parts]
    gap, components = areas[1] - areas[0], parts[1] - parts[0]
    codes, rows = _codes(subjects)
    sums = [np.bincount(codes, np.where(side, components - gap, 0.0)) / side.sum() for side in (positive, ~positive)]
    clusters = [int((np.bincount(codes, side) > 0).sum()) for side in (positive, ~positive)]
    # The last term is of subjects with rows in both classes: those vary together.
    variance = sum(n / (n - 1) * float(one @ one) for n, one in zip(clusters, sums, strict=True))
    variance += 2 * len(rows) / (len(rows) - 1) * float(sums[0] @ sums[1])
    error = math.sqrt(max(variance, 0.0))
    reach = float(stats.norm.isf(alpha / 2)) * error
    p_value = float(2 * stats.norm.sf(abs(gap) / error)) if error else float(gap == 0)
    return Difference("ROC areas, DeLong", areas[0], areas[1], gap - reach, gap + reach, p_value, len(rows))


def by_subject(first: np.ndarray, second: np.ndarray, subjects: np.ndarray, alpha: float) -> Difference:
    """Any measure that a row has (loss, error, hit): each subject's mean, then the t-test of pairs."""
    codes, rows = _codes(subjects)
    means = [np.bincount(codes, values) / rows for values in (first, second)]
    return compare_pairs(means[0], means[1], alpha)


def _codes(subjects: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number of each row's subject, and how many rows each subject has."""
    _, codes, rows = np.unique(subjects, return_inverse=True, return_counts=True)
    return codes, rows


def _components(positive: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Per row the share of the other class that it ranks on the right side of (ties half): Mann-Whitney, fast by ranks.

    Sun, Xu, IEEE Signal Processing Letters 2014.
    """
    found = np.empty(len(scores))
    cases, controls = int(positive.sum()), int((~positive).sum())
    everywhere = rankdata(scores)
    found[positive] = (everywhere[positive] - rankdata(scores[positive])) / controls
    found[~positive] = 1 - (everywhere[~positive] - rankdata(scores[~positive])) / cases
    return found
