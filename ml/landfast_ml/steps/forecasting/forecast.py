"""Forecasts the next values of every series with the champion, and delivers them once, with where they came from."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from landfast_ml.batches import delivery as batches
from landfast_ml.documents import Document
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.forecasting.champion import champion_of
from landfast_ml.forecasting.forecaster import Forecast, Forecaster
from landfast_ml.forecasting.snapshot import read_facts, read_series
from landfast_ml.forecasting.table import SeriesTable
from landfast_ml.models import published
from landfast_ml.models.metrics import PRIMARY
from landfast_ml.models.registry import METRIC


def run(job: Job, *, snapshot: Path, registration: Path, forecasts: Path) -> dict[str, float]:  # noqa: ARG001
    """Write `forecasts.json`: the record of the batch. What was delivered before is not delivered again.

    By the champion: a version that has just been registered need not be it.
    """
    champion = champion_of(job)
    if champion is None:
        raise ProjectError("there is no champion to forecast with: `models promote VERSION` makes one")
    version, forecaster = champion
    facts = read_facts(snapshot)
    data = facts["data_snapshot"]
    known = batches.record(job, batches.batch_id(job, data, version)) if batches.delivered(job, data, version) else None
    document = known or _deliver(job, version, forecaster, facts, read_series(job, snapshot))
    expired = batches.expire(job)
    counts = {"rows": document["rows"], "series": document["series"]}
    primary = PRIMARY[job.columns.task]
    told = {**counts, primary: float(published.facts(job, version)[f"{METRIC}{primary}"])}
    text = json.dumps(batches.result_of(document, told), indent=2)
    (forecasts / "forecasts.json").write_text(text, encoding="utf-8")
    return {**counts, "new": float(known is None), "batches_expired": expired}


def _deliver(job: Job, version: str, forecaster: Forecaster, facts: dict[str, Any], table: SeriesTable) -> Document:
    forecast = forecaster.forecast(table)
    document = {
        **batches.begun(job, facts, version, published.facts(job, version)),
        "task": job.columns.task,
        "origin": table.stamp(forecast.origin),
        "horizon": len(forecast.times),
        "coverage": forecaster.settings.coverage,
        "series": int((~np.isnan(forecast.point)).any(axis=1).sum()),
        "refused": int(np.isnan(forecast.point).all(axis=1).sum()),
        "drift": [],
    }
    # Not beside the record: an erasure must find the rows where they are delivered, and nowhere else.
    with tempfile.TemporaryDirectory() as folder:
        rows = _rows(document, table, forecast)
        document["rows"] = len(rows)
        pq.write_table(rows, Path(folder) / batches.PREDICTIONS, compression="zstd")
        batches.deliver(job, document["batch"], Path(folder), document)
    return document


def _rows(document: Document, table: SeriesTable, forecast: Forecast) -> pa.Table:
    """A row for each series and time; a series without a past has none."""
    series, steps = np.nonzero(~np.isnan(forecast.point))
    # As BigQuery's DATETIME or DATE has them.
    kind, unit = (pa.timestamp("us"), "us") if table.columns.clock else (pa.date32(), "D")
    times = forecast.times.astype(f"datetime64[{unit}]")
    return pa.table(
        {
            "batch": pa.repeat(document["batch"], len(series)),
            "scored_on": pa.repeat(pa.scalar(batches.day_of(document), pa.date32()), len(series)),
            "unit": pa.array([table.series[at] for at in series], pa.string()),
            "prediction": forecast.point[series, steps],
            "time": pa.array(times[steps], kind),
            "step": pa.array(steps + 1, pa.int64()),
            "low": forecast.low[series, steps],
            "high": forecast.high[series, steps],
        }
    )
