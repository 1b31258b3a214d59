"""Which rows of the raw table a model has not learned from: old ones would dilute what has moved since."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from landfast_ml.environment import Job
from landfast_ml.features.tables import from_arrow

PARTS = ("train", "test")


class Known:
    """The rows of a feature version, told apart by all that is not a pseudonym: a new key must not make them new.

    Of rows that are alike so many are known as the version has.
    """

    def __init__(self, job: Job, feature_version: str) -> None:
        folder = job.bucket("features") / job.columns.table / feature_version
        files = [path for part in PARTS for path in sorted((folder / part).glob("*.parquet"))]
        self._names = _names(job, files)
        parts = [_hashes(from_arrow(pq.read_table(path), job.columns), self._names) for path in files]
        values, counts = np.unique(np.concatenate([*parts, np.empty(0, np.uint64)]), return_counts=True)
        self._left = pd.Series(counts, index=values)

    def without(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows that are new. Those that are known are used up: the next table is asked about what is left."""
        if not len(self._left):
            return rows
        hashes = pd.Series(_hashes(rows, self._names))
        earlier = hashes.groupby(hashes).cumcount()
        known = earlier < hashes.map(self._left).fillna(0)
        used = hashes[known].value_counts()
        self._left = self._left.sub(used.reindex(self._left.index, fill_value=0))
        return rows[~known.to_numpy()]


def _names(job: Job, files: Sequence[Path]) -> list[str]:
    """Columns that are declared now, and were then."""
    there = set(pq.read_schema(files[0]).names) if files else set()
    return [column.name for column in job.columns.raw if column.protection != "pseudonymise" and column.name in there]


def _hashes(rows: pd.DataFrame, names: Sequence[str]) -> np.ndarray:
    """uint64, an entry a row."""
    found: np.ndarray = pd.util.hash_pandas_object(rows[list(names)], index=False).to_numpy(dtype=np.uint64)
    return found
