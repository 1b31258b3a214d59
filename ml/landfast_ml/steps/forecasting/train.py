"""Learns the forecaster from all the past, and publishes the version of the series that it was learned from."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.forecasting.declared import forecast_settings
from landfast_ml.forecasting.forecaster import Forecaster, fit
from landfast_ml.forecasting.snapshot import TABLE, read_facts, read_series
from landfast_ml.forecasting.stored import save_forecaster
from landfast_ml.forecasting.table import SeriesTable


def run(job: Job, *, snapshot: Path, decision: Path, model: Path) -> dict[str, float]:  # noqa: ARG001  # after the gate
    """Write the forecaster and `training.json`."""
    facts, table = read_facts(snapshot), read_series(job, snapshot)
    started = time.monotonic()
    forecaster = fit(table, table.last, forecast_settings(job))
    seconds = round(time.monotonic() - started, 2)
    save_forecaster(forecaster, model)
    document = _told(job, table, forecaster) | {"seconds": seconds}
    (model / "training.json").write_text(json.dumps(document, indent=2, ensure_ascii=False), encoding="utf-8")
    _publish(job, snapshot, facts)
    trees = {f"{name}_trees": float(one.n_iter_) for name, one in forecaster.estimators.items()}
    return {**trees, "season": forecaster.settings.season, "seconds": seconds}


def _told(job: Job, table: SeriesTable, forecaster: Forecaster) -> dict[str, Any]:
    settings, recipe = forecaster.settings, forecaster.recipe
    return {
        "task": job.columns.task,
        "target": job.columns.target,
        "algorithm": "boosted trees over all series, for every step at once",
        "settings": settings.to_json(),
        "frequency": str(table.frequency),
        "season": settings.season,
        "series": len(table.series),
        "last": table.stamp(table.last),
        "trees": {name: int(one.n_iter_) for name, one in forecaster.estimators.items()},
        "inputs": {
            "lags": recipe.lags,
            "seasons": [recipe.season, *recipe.others],
            "ahead": [*recipe.numbers, *(one.column for one in recipe.words)],
            "always": [*recipe.static_numbers, *(one.column for one in recipe.static_words)],
        },
        "calibrated_on": forecaster.calibrated,
    }


def _publish(job: Job, snapshot: Path, facts: dict[str, Any]) -> None:
    """A version is immutable: the first run that makes it writes it. It is whole when its `version.json` is there."""
    folder = job.bucket("features") / job.columns.table / facts["feature_version"]
    mark = folder / "version.json"
    if mark.exists():
        return
    (folder / "train").mkdir(parents=True, exist_ok=True)
    shutil.copyfile(snapshot / TABLE, folder / "train" / "series.parquet")
    document = {
        "feature_version": facts["feature_version"],
        "data_snapshot": facts["data_snapshot"],
        "definition": job.columns.definition(),
        "settings": asdict(job.settings.forecast),
        "rows": {"train": facts["rows"], "test": 0, "rejected": facts["rejected"]},
    }
    partial = folder / ".version.json"
    partial.write_text(json.dumps(document, indent=2, sort_keys=True), encoding="utf-8")
    partial.replace(mark)
