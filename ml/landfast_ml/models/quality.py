"""What an evaluation says besides metrics: faults, importance, what can be told of the training rows, twins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from landfast_ml.contract.columns import Columns
from landfast_ml.features.targets import encoded
from landfast_ml.models.importance import importances, places
from landfast_ml.models.learning import threads
from landfast_ml.models.membership import membership_score
from landfast_ml.models.near_leaks import twins
from landfast_ml.models.objectives import log_losses
from landfast_ml.models.predictor import Predictor
from landfast_ml.models.soundness import HeldOutAnswers, faults

# More say nothing more about an attack.
MOST_MEMBERS = 20_000


def quality(
    predictor: Predictor, columns: Columns, train: pd.DataFrame, test: pd.DataFrame, base: list[float]
) -> dict[str, Any]:
    """Of rows as `read_part` gives them; `base` is what would be said without features."""
    target, scores = encoded(test, columns, predictor.classes), predictor.score(test)
    found = HeldOutAnswers(
        task=columns.task,
        target=target,
        said=scores,
        subjects=test[columns.subject].to_numpy(str),
        threshold=predictor.threshold,
        base=np.array(base),
    )
    same, which = twins(train, test, columns)
    with threads(len(test) * len(predictor.transformation.outputs)):
        importance = [asdict(one) for one in _importance(predictor, columns, test, target)]
        membership = _membership(predictor, columns, train, test)
    return {
        "faults": list(faults(found, predictor.classes)),
        "importance": importance,
        "membership": membership,
        "twins": {**asdict(same), "suspicious": same.suspicious, "without": _without(found, which)},
    }


def quality_notes(found: Mapping[str, Any], shared_subjects: int) -> list[str]:
    """What to keep in mind of it."""
    notes, twin = [], found["twins"]
    if twin["suspicious"]:
        told = f"{twin['rows']} held-out rows ({twin['share']:.1%}) stand in the training rows as well, target included"
        notes.append(f"{told}: the model may know them by heart")
    if shared_subjects:
        notes.append(f"{shared_subjects} subjects have rows in both parts, as the split goes by time")
    return notes


def _importance(predictor: Predictor, columns: Columns, test: pd.DataFrame, target: np.ndarray) -> Any:
    transformation = predictor.transformation
    inputs = places(transformation.outputs, transformation.columns.features)
    rows = (transformation.apply(test), target)
    return importances(predictor.say, rows, columns.task, inputs)


def _membership(
    predictor: Predictor, columns: Columns, train: pd.DataFrame, test: pd.DataFrame
) -> dict[str, float] | None:
    """None where there are too few rows to attack."""
    parts = [rows.sample(min(len(rows), MOST_MEMBERS), random_state=0) for rows in (train, test)]
    if min(map(len, parts)) < 2 or min(rows[columns.subject].nunique() for rows in parts) < 2:
        return None
    losses = [
        log_losses(columns.task, encoded(rows, columns, predictor.classes), predictor.score(rows)) for rows in parts
    ]
    subjects = np.concatenate([rows[columns.subject].to_numpy(str) for rows in parts])
    return membership_score(losses[0], losses[1], subjects).to_json()


def _without(found: HeldOutAnswers, which: np.ndarray) -> float | None:
    """Mean loss without the twins, to set beside the one with them; None if there are none, or nothing else."""
    if not which.any() or which.all():
        return None
    return float(log_losses(found.task, found.target[~which], found.said[~which]).mean())
