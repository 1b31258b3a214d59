"""Rows of subjects that no model has learned from, as a request would hold them: for plans, comparisons and replays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pyarrow import parquet

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.features.made import parse_rows
from landfast_ml.features.splitting import BUCKET, BUCKETS, cut_of, months
from landfast_ml.features.statistics import labels
from landfast_ml.features.targets import spoken
from landfast_ml.models.measures import MEASURES, observed
from landfast_ml.privacy.pseudonyms import key_id, pseudonym_key
from landfast_ml.versions import data_snapshot

if TYPE_CHECKING:
    from landfast_ml.models.predictor import Predictor

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class HeldOut:
    """One entry a row: who it is about (a pseudonym), what a request holds, what came true."""

    subjects: np.ndarray
    instances: list[dict[str, Any]]
    outcomes: list[Any]

    def __len__(self) -> int:
        return len(self.instances)


def held_out(job: Job, limit: int = 100_000) -> HeldOut:
    """Of the newest snapshot here, in its order, at most `limit` rows. ProjectError if no pipeline has run."""
    columns, table = job.columns, _snapshot(job) / "table.parquet"
    cut = cut_of(table, columns, job.settings.features)
    if cut is None:
        share = round(job.settings.features.test_share * BUCKETS)
        rows = pd.read_parquet(table, filters=[(BUCKET, "<", share)]).head(limit)
    else:
        rows = pd.read_parquet(table)
        rows = rows[months(rows, columns) > cut].head(limit)
    parsed = parse_rows(rows, columns, columns.snapshot)
    rows, good = rows[~parsed.bad], parsed.values[~parsed.bad]
    inputs = [column.name for column in columns.inputs]
    return HeldOut(
        rows[columns.subject].to_numpy(), rows[inputs].to_dict("records"), _outcomes(good[columns.target], job)
    )


def _snapshot(job: Job) -> Path:
    """Of the raw table as it is now, under the key of now, with the columns of now, whichever run took it."""
    wanted = data_snapshot(job), key_id(pseudonym_key(job))
    declared = {column.name for column in job.columns.snapshot}
    marks = list(job.bucket("pipeline_root").glob("ingest-*/snapshot/snapshot.json"))
    for mark in sorted(marks, key=lambda path: path.stat().st_mtime, reverse=True):
        facts = json.loads(mark.read_text(encoding="utf-8"))
        same = (facts["data_snapshot"], facts["key_id"]) == wanted
        if same and declared <= set(parquet.read_schema(mark.parent / "table.parquet").names):
            return mark.parent
    raise ProjectError(
        "the data or its columns have changed since the last run, or there was none: `pipeline run` first"
    )


def _outcomes(values: pd.Series, job: Job) -> list[Any]:
    """As a prediction would say them."""
    if job.columns.task == "regression":
        return [float(value) for value in values]
    column = job.columns.column(job.columns.target)
    return [spoken(label, column) for label in labels(values, column)]


def predictions(predictor: Predictor, instances: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Batch after batch, so that many rows need no more memory than few. What was declared since it was trained is left
    out; ProjectError where a column that it needs is not declared any more."""
    gone = sorted({column.name for column in predictor.inputs} - set(instances[0])) if instances else []
    if gone:
        raise ProjectError(f"version {predictor.version} needs {', '.join(gone)}, which features.yaml doesn't declare")
    starts = range(0, len(instances), BATCH)
    asked = [only(predictor.known, instances[start : start + BATCH]) for start in starts]
    return [one for batch in asked for one in predictor.predict(batch)]


def only(known: Set[str], instances: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Instances with the inputs that a version knows."""
    return [{name: value for name, value in one.items() if name in known} for one in instances]


def measured(metric: str, answers: Sequence[dict[str, Any]], outcomes: Sequence[Any], positive: str) -> np.ndarray:
    """The metric of each row."""
    value = MEASURES[metric].value
    pairs = zip(answers, outcomes, strict=True)
    return np.array([value(observed(answer, np.nan, outcome, positive)) for answer, outcome in pairs])


def by_unit(values: np.ndarray, subjects: np.ndarray) -> np.ndarray:
    """Each subject's mean."""
    _, codes, rows = np.unique(subjects, return_inverse=True, return_counts=True)
    return np.bincount(codes, values) / rows
