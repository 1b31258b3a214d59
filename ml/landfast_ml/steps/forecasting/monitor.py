"""Looks at the series and at what was forecast of them: the environment's alerts go by the lines that it logs."""

from __future__ import annotations

import json
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.monitoring import series
from landfast_ml.steps.forecasting.taking import take


def run(job: Job, *, look: Path) -> dict[str, float]:
    """Write `look.json`. An alarm is no failure of the step: who watches the alarms would be told twice."""
    found = series.look(job, lambda one: take(one).table)
    (look / "look.json").write_text(json.dumps(found.to_json(), indent=2), encoding="utf-8")
    return {"alarms": len(found.alarms), "values": found.rows}
