"""A small scoring project for each test, with a model that was trained just now."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import sample_project
import sample_table as sample
from sample_project import PACKAGE, copy_project
from sklearn.linear_model import LogisticRegression, Ridge

from landfast_ml.contract.columns import Columns
from landfast_ml.documents import documents
from landfast_ml.environment import Job, Target
from landfast_ml.features.parsing import parse
from landfast_ml.features.statistics import describe, labels, numeric_signal, to_document
from landfast_ml.features.targets import classes_of, encoded
from landfast_ml.features.transform import fit, vocabularies
from landfast_ml.jobs import load_job
from landfast_ml.kinds import batch_scoring
from landfast_ml.models.published import publish
from landfast_ml.models.stored import save_estimator
from landfast_ml.project import Project

# What the test's model calls what it was made of.
TRAINED = {"feature_version": "f-1", "data_snapshot": "d-1", "code_version": "c-1", "revision": "r-1"}


SCORING = {
    "pyproject.toml": """
[tool.landfast-ml]
name = "churn-scoring"
model = "churn"
blueprint = "batch-scoring"
source = "csv"
orchestrators = ["airflow", "kubeflow", "pachyderm", "vertex"]
stages = ["dev"]
""",
    # The model of a test is in the project's own stores.
    "settings.toml": """
[model]
project = "."
""",
    "sample/pipeline.py": sample_project.FILES["sample/pipeline.py"].replace("tabular", "batch_scoring"),
}


def copy_scoring(to: Path, task: str = "binary") -> Path:
    """The files that a run needs, the columns of the sample table, and the environment `unit`."""
    copy_project(to, task)
    for name, text in SCORING.items():
        (to / name).write_text(text.lstrip("\n"), encoding="utf-8")
    return to


def load_scoring(root: Path, target: Target = "local", changes: Sequence[str] = ()) -> Job:
    """The job of the project in a folder."""
    return load_job(Project.at(str(root / PACKAGE / "pipeline.py"), batch_scoring.PIPELINE), "unit", target, changes)


def put(job: Job, lines: list[str]) -> Path:
    """A table to score, in the raw bucket."""
    job.table.mkdir(parents=True, exist_ok=True)
    path = job.table / "table.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def to_score(task: str = "binary", rows: int = 500) -> list[str]:
    """The sample table, without its target: it isn't known yet."""
    return [",".join(row[:-1]) for row in csv.reader(sample.table(task, rows))]


def train(job: Job, version: str = "1", threshold: float = 0.5) -> None:
    """Publish a model of the sample table, as the training project does, and make it champion."""
    columns = job.columns
    folder = job.root / f"model-{version}"
    folder.mkdir()
    rows = _rows(columns)
    target = rows[columns.target]
    edges = {c.name: _edges(rows, columns, c.name) for c in columns.all if c.role == "feature" and c.type != "category"}
    if columns.task == "regression":
        edges[columns.target] = (0.0,)
    found = describe(rows, columns, edges)
    vocabulary = vocabularies(columns, found, most=30, fewest_rows=10)
    transformation = fit(columns, found, vocabulary)
    transformation.save(folder)
    regression = columns.task == "regression"
    classes = () if regression else classes_of(columns, labels(target, columns.column(columns.target)))
    estimator = Ridge() if regression else LogisticRegression(max_iter=1_000)
    save_estimator(estimator.fit(transformation.apply(rows), encoded(rows, columns, classes)), folder)
    training = {
        "task": columns.task,
        "target": columns.target,
        "classes": classes,
        "threshold": threshold,
        "test_share": 0.25,
    }
    (folder / "training.json").write_text(json.dumps(training), encoding="utf-8")
    statistics = {name: one for name, one in to_document(found, vocabulary).items() if name in columns.features}
    publish(job, version, folder, {**TRAINED, "model": "churn", "statistics": statistics})
    champion = {"champion": version, "previous": None, "challenger": None}
    documents(job, "models").replace(f"promotions/{int(version):06d}.json", {"number": int(version), "to": champion})


def _rows(columns: Columns) -> pd.DataFrame:
    header, *lines = csv.reader(sample.table(columns.task))
    texts = pd.DataFrame(lines, columns=header, dtype=str)
    texts = texts.rename(columns={column.raw_name: column.name for column in columns.raw})
    return parse(texts, columns.raw, columns.missing_values).values


def _edges(rows: pd.DataFrame, columns: Columns, name: str) -> tuple[float, ...]:
    signal = numeric_signal(rows, columns.column(name), columns.timestamp)
    return tuple(np.unique(np.nanquantile(signal, np.linspace(0.1, 0.9, 9))).tolist())
