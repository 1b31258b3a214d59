"""How rows are parted for cross-validation: no subject on both sides; or, where there is time, forward in it."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from sklearn.model_selection import GroupKFold, StratifiedGroupKFold, StratifiedKFold

from landfast_ml.models.algorithms import Floats
from landfast_ml.models.learning import Learning, Rows

Split = Literal["subject", "time"]
# Values of a regression's target are parted alike by this many quantiles.
QUANTILES = 10
# With fewer rows than this one partition says little: it is drawn again.
FEW_ROWS, REPEATS = 1_500, 2


@dataclass(frozen=True, slots=True, eq=False)
class Partition:
    """Positions of rows: learn from `train`, look at `validation`."""

    train: Rows
    validation: Rows


class TooFewError(ValueError):
    """There is nothing to validate on; says what there would have to be."""


def partitions(learning: Learning, split: Split, folds: int, seed: int) -> list[Partition]:
    """Of the rows, `folds` of them; repeated where rows are few.

    Raises: TooFewError if there are fewer than two subjects or moments.
    """
    if split == "time":
        if learning.times is None:
            raise TooFewError("split = time needs a timestamp column")
        return list(forward(learning.times, folds))
    repeats = REPEATS if len(learning) < FEW_ROWS else 1
    return [part for repeat in range(repeats) for part in grouped(learning, folds, seed + repeat)]


def grouped(learning: Learning, folds: int, seed: int) -> Iterator[Partition]:
    """All rows of a subject on one side, each class (or tenth of the values) on both alike where that can be."""
    _, subjects = np.unique(learning.subjects, return_inverse=True)
    count = int(subjects.max()) + 1 if len(subjects) else 0
    if count < 2:
        raise TooFewError(f"{count} subjects: two are needed to validate on another than was learned from")
    with warnings.catch_warnings():
        # A class of fewer rows than folds can't be in each of them.
        warnings.simplefilter("ignore", UserWarning)
        for train, validation in _parts(learning, subjects, min(folds, count), seed):
            if len(train) and len(validation):
                yield Partition(train, validation)


def _parts(learning: Learning, subjects: Rows, folds: int, seed: int) -> Iterable[tuple[Rows, Rows]]:
    strata, rows = _strata(learning), np.zeros((len(learning), 1))
    commonest = int(np.bincount(strata).max())
    single = len(np.unique(subjects)) == len(learning)
    if min(folds, commonest) < 2:
        found = GroupKFold(folds, shuffle=True, random_state=seed).split(rows, groups=subjects)
    elif single:
        found = StratifiedKFold(min(folds, commonest), shuffle=True, random_state=seed).split(rows, strata)
    else:
        splitter = StratifiedGroupKFold(min(folds, commonest), shuffle=True, random_state=seed)
        found = splitter.split(rows, strata, subjects)
    parts: Iterable[tuple[Rows, Rows]] = found
    return parts


def forward(times: Floats, folds: int) -> Iterator[Partition]:
    """Learn from all that was before a moment, validate on what came next; rows of one moment stay together."""
    moments, counts = np.unique(times, return_counts=True)
    if len(moments) < 2:
        raise TooFewError(f"{len(moments)} moments: two are needed to learn from what was before")
    shares = np.cumsum(counts) / len(times)
    wanted = np.arange(1, folds + 1) / (folds + 1)
    ends = np.unique(np.minimum(np.searchsorted(shares, wanted), len(moments) - 2))
    cuts = [*moments[ends], np.inf]
    for begin, end in pairwise(cuts):
        yield Partition(np.flatnonzero(times <= begin), np.flatnonzero((times > begin) & (times <= end)))


def _strata(learning: Learning) -> Rows:
    if learning.task != "regression":
        return learning.target.astype(np.intp)
    edges = np.unique(np.quantile(learning.target, np.arange(1, QUANTILES) / QUANTILES))
    return np.searchsorted(edges, learning.target, side="right")
