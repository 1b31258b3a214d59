"""Predicts every row of the snapshot, a batch at a time."""

from __future__ import annotations

import json
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.errors import DataError
from landfast_ml.models import published
from landfast_ml.models.predictor import read_predictor
from landfast_ml.models.scoring import score
from landfast_ml.steps.select import FACTS, TABLE

SCORED, ABOUT = "scored.parquet", "scores.json"


def run(job: Job, *, snapshot: Path, scores: Path) -> dict[str, float]:
    """Write `scored.parquet` (pseudonym, prediction, probabilities) and `scores.json`, by the version that the snapshot
    was checked for: not by one that became champion since."""
    facts = json.loads((snapshot / FACTS).read_text(encoding="utf-8"))
    version = facts["version"]
    predictor = read_predictor(published.folder(job, version), facts["model"]["model"], version)
    found = score(predictor, snapshot / TABLE, scores / SCORED, keep=job.columns.subject)
    if found.wrong:
        raise DataError([f"{found.wrong} rows were checked, and can't be predicted: was the snapshot changed?"])
    (scores / ABOUT).write_text(json.dumps({"task": predictor.task, "rows": found.rows}), encoding="utf-8")
    return {"rows": found.rows}
