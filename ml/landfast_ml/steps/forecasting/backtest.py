"""Forecasts the past as it would have been forecast then, and measures it beside the seasonal naive forecast."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from landfast_ml.environment import Job
from landfast_ml.forecasting.backtest import Backtest, backtest
from landfast_ml.forecasting.declared import forecast_settings, origins_of
from landfast_ml.forecasting.snapshot import read_series
from landfast_ml.forecasting.table import SeriesTable


def run(job: Job, *, snapshot: Path, evaluation: Path) -> dict[str, float]:
    """Write `evaluation.json`, and `forecasts.parquet`: every value of the backtest beside what came."""
    table = read_series(job, snapshot)
    found = backtest(table, forecast_settings(job), origins_of(job))
    confidence = job.settings.backtest.confidence
    against = found.against_naive(confidence)
    document = {
        **found.to_json(),
        "confidence": confidence,
        # Of the share of the naive forecast's error that is gone.
        "intervals": {"skill": [-against.high / against.first, -against.low / against.first]},
        "naive": {**asdict(against), "low": _finite(against.low), "high": _finite(against.high)},
        "first_origin": table.stamp(found.origins[0]),
        "rows": {"measured": int((~np.isnan(found.model.actual)).sum())},
        "subjects": int((~np.isnan(found.model.actual)).any(axis=(0, 2)).sum()),
    }
    if not against.told:
        document["intervals"] = {"skill": [None, None]}
    (evaluation / "evaluation.json").write_text(json.dumps(document, indent=2), encoding="utf-8")
    _long(job, table, found).to_parquet(evaluation / "forecasts.parquet", compression="zstd", index=False)
    return {name: found.metrics[name] for name in ("skill", "mase", "naive_mase", "coverage")}


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _long(job: Job, table: SeriesTable, found: Backtest) -> pd.DataFrame:
    """A row for each origin, series and step of which the value is known."""
    origins, series, steps = np.nonzero(~np.isnan(found.model.actual))
    at = np.array(found.origins)[origins]
    judged = found.model
    named = {name: getattr(judged, name)[origins, series, steps] for name in ("actual", "point", "low", "high")}
    return pd.DataFrame(
        {
            job.columns.subject: np.array(table.series, dtype=object)[series],
            "origin": table.times[at],
            "time": table.times[at + 1 + steps],
            "step": steps + 1,
            **named,
            "naive": found.naive.point[origins, series, steps],
        }
    )
