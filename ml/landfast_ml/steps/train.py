"""Trains the model on the training rows."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import sklearn

from landfast_ml.environment import Job
from landfast_ml.features.tables import read_part
from landfast_ml.features.targets import encoded
from landfast_ml.features.transform import FILE, load_transformation
from landfast_ml.models.estimators import NAMES, estimator
from landfast_ml.models.stored import save_estimator


def run(job: Job, *, features: Path, model: Path) -> dict[str, float]:
    """Write `model.skops`, `transformation.json` and `training.json`: all that a prediction needs."""
    version = json.loads((features / "version.json").read_text(encoding="utf-8"))
    settings, columns = job.settings.train, job.columns
    transformation = load_transformation(features)
    # Not the subject: what isn't there can't be learned.
    rows = read_part(features, "train", columns, [name for name in columns.names if name != columns.subject])
    target = encoded(rows, columns, version["classes"])
    numbers = transformation.apply(rows)
    count = len(rows)
    del rows
    fitted = estimator(columns.task, settings).fit(numbers, target)
    save_estimator(fitted, model)
    shutil.copyfile(features / FILE, model / FILE)
    training = {
        "algorithm": NAMES[columns.task, settings.algorithm],
        "task": columns.task,
        "target": columns.target,
        "classes": version["classes"],
        "threshold": settings.threshold,
        "feature_version": version["feature_version"],
        "test_share": version["settings"]["test_share"],
        "settings": asdict(settings),
        "rows": count,
        "features": list(columns.features),
        "outputs": list(transformation.outputs),
        "libraries": {"scikit-learn": sklearn.__version__},
    }
    (model / "training.json").write_text(json.dumps(training, indent=2), encoding="utf-8")
    return {"rows": count, "training_score": float(fitted.score(numbers, target))}
