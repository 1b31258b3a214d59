"""Looks at data, drift and quality: the environment's alerts go by the lines that it logs."""

from __future__ import annotations

import json
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.monitoring import look as monitoring
from landfast_ml.steps import ingest


def run(job: Job, *, look: Path) -> dict[str, float]:
    """Write `look.json`. An alarm is no failure of the step: who watches the alarms would be told twice."""
    found = monitoring.look(job, ingest.run)
    (look / "look.json").write_text(json.dumps(found.to_json(), indent=2), encoding="utf-8")
    return {"alarms": len(found.alarms), "predictions": found.rows}
