"""Looks for a model on the training rows: leaks first, then the search, the threshold and what explains it."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import sklearn

from landfast_ml.environment import Job
from landfast_ml.errors import DataError
from landfast_ml.features.statistics import month_numbers
from landfast_ml.features.tables import read_part
from landfast_ml.features.targets import encoded
from landfast_ml.features.transform import FILE, Transformation, load_transformation
from landfast_ml.models.folds import TooFewError
from landfast_ml.models.importance import places
from landfast_ml.models.learning import Learning
from landfast_ml.models.near_leaks import dates_after, near_leaks
from landfast_ml.models.reasons import FILE as BACKGROUND
from landfast_ml.models.reasons import background
from landfast_ml.models.stored import save_estimator
from landfast_ml.models.tracking import tracked
from landfast_ml.models.training import told, trained


def run(job: Job, *, features: Path, model: Path) -> dict[str, float]:
    """Write `model.skops`, `transformation.json`, `background.json` and `training.json` (all that a prediction needs),
    and `trials.json`. DataError if a column gives the target away, or there is too little to learn from."""
    version = json.loads((features / "version.json").read_text(encoding="utf-8"))
    transformation = load_transformation(features)
    rows = read_part(features, "train", job.columns)
    learning = _learning(job, rows, transformation, version["classes"])
    notes = _leaks(job, rows, transformation, learning)
    del rows
    with tracked(job) as (log, trials):
        try:
            found = trained(learning, job.settings, log)
        except TooFewError as error:
            raise DataError([f"there is too little to learn from: {error}"]) from None
    save_estimator(found.estimator, model)
    shutil.copyfile(features / FILE, model / FILE)
    behind = background(learning.numbers, places(transformation.outputs, job.columns.features))
    _write(model / BACKGROUND, behind.to_json())
    _write(model / "trials.json", trials)
    facts = _facts(job, version, transformation, len(learning))
    _write(model / "training.json", {**facts, **told(found), "leaks": notes})
    return {"rows": len(learning), "trials": len(trials), "validation_score": found.searched.score}


def ready() -> None:
    """The tracker here, and what skops needs to write a model."""
    from landfast_ml.models.mlflow_registry import quiet_mlflow

    quiet_mlflow()


def _learning(job: Job, rows: pd.DataFrame, transformation: Transformation, classes: list[str]) -> Learning:
    columns = job.columns
    # The subject only says which rows belong together: it is no number that is learned from.
    return Learning(
        task=columns.task,
        numbers=transformation.apply(rows),
        target=encoded(rows, columns, classes),
        subjects=pd.factorize(rows[columns.subject])[0],
        classes=len(classes),
        times=None if columns.timestamp is None else month_numbers(rows[columns.timestamp]),
    )


def _leaks(job: Job, rows: pd.DataFrame, transformation: Transformation, learning: Learning) -> list[str]:
    """What to keep in mind; DataError if a column must not be learned from."""
    known = tuple(job.settings.data.known_before)
    found = near_leaks(learning, places(transformation.outputs, job.columns.features), known)
    after = {name: share for name, share in dates_after(rows, job.columns).items() if name not in known}
    problems = [one.text for one in found if one.refused]
    problems += [
        f"{name} is after the row's own {job.columns.timestamp} in {share:.1%} of the rows: it is known only later"
        for name, share in after.items()
    ]
    if problems:
        step = "remove it from features.yaml; if it is known before, add it to data.known_before in settings.toml"
        raise DataError([f"{problem}; {step}" for problem in problems])
    return [one.text for one in found]


def _facts(job: Job, version: dict[str, Any], transformation: Transformation, rows: int) -> dict[str, Any]:
    return {
        "task": job.columns.task,
        "target": job.columns.target,
        "classes": version["classes"],
        "feature_version": version["feature_version"],
        "test_share": version["settings"]["test_share"],
        "split": version["settings"]["split"],
        "settings": {name: asdict(getattr(job.settings, name)) for name in ("train", "search", "decision")},
        "rows": rows,
        "features": list(job.columns.features),
        "outputs": list(transformation.outputs),
        "libraries": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    }


def _write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, indent=2), encoding="utf-8")
