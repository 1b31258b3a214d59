"""Delivers the predictions, once for a table and a version, with a record of where they came from."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from landfast_ml.batches import delivery as batches
from landfast_ml.environment import Job
from landfast_ml.steps.score import ABOUT, SCORED
from landfast_ml.steps.select import FACTS


def run(job: Job, *, snapshot: Path, scores: Path, delivery: Path) -> dict[str, float]:
    """Write `delivery.json`: the record of the batch. What was delivered before is not delivered again."""
    facts = json.loads((snapshot / FACTS).read_text(encoding="utf-8"))
    version, data = facts["version"], facts["data_snapshot"]
    batch = batches.batch_id(job, data, version)
    known = batches.record(job, batch) if batches.delivered(job, data, version) else None
    document = known or _deliver(job, batch, facts, snapshot, scores)
    expired = batches.expire(job)
    counts = {"rows": document["rows"], "refused": document["refused"]}
    text = json.dumps(batches.result_of(document, counts), indent=2)
    (delivery / "delivery.json").write_text(text, encoding="utf-8")
    return {**counts, "new": float(known is None), "batches_expired": expired}


def _deliver(job: Job, batch: str, facts: dict[str, Any], snapshot: Path, scores: Path) -> dict[str, Any]:
    document = {
        **batches.begun(job, facts, facts["version"], facts["model"]),
        **json.loads((scores / ABOUT).read_text(encoding="utf-8")),
        "refused": facts["refused"],
        "drift": facts["drift"],
    }
    # Not beside the record: an erasure must find the rows where they are delivered, and nowhere else.
    with tempfile.TemporaryDirectory() as made:
        files = Path(made)
        made_on = batches.day_of(document)
        batches.write_rows(scores / SCORED, batch, made_on, job.columns.subject, files / batches.PREDICTIONS)
        shutil.copyfile(snapshot / batches.REJECTED, files / batches.REJECTED)
        batches.deliver(job, batch, files, document)
    return document
