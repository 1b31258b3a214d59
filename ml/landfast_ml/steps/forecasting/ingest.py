"""Takes the series in: checks that they are series, drops what is not declared, protects, and keeps a snapshot."""

from __future__ import annotations

from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.features.version import feature_version
from landfast_ml.forecasting.forecaster import check_known
from landfast_ml.forecasting.snapshot import write_snapshot
from landfast_ml.privacy.pseudonyms import key_id, pseudonym_key
from landfast_ml.sources.bigquery import import_if_there
from landfast_ml.steps.forecasting.taking import take
from landfast_ml.versions import data_snapshot


def run(job: Job, *, snapshot: Path) -> dict[str, float]:
    """Write `table.parquet` (a row for each series and time) and `snapshot.json`."""
    import_if_there(job)
    taken = take(job)
    table, horizon = taken.table, job.settings.forecast.horizon
    # The last step needs it: whoever has no rows of the times to come is not to wait for it through all others.
    check_known(table.seen_from(table.last, horizon), table.known, horizon)
    facts = {
        "data_snapshot": data_snapshot(job),
        "key_id": key_id(pseudonym_key(job)),
        "files": list(taken.files),
        "rows": len(taken.rows),
        "rejected": taken.rejected,
        "series": len(table.series),
        "frequency": str(table.frequency),
        "told": table.frequency.told,
        "first": table.stamp(0),
        "last": table.stamp(table.last),
    }
    facts["feature_version"] = feature_version(job, facts, job.settings.forecast)
    write_snapshot(taken.rows, facts, snapshot)
    return {"rows": len(taken.rows), "series": len(table.series), "times": table.last + 1, "rejected": taken.rejected}
