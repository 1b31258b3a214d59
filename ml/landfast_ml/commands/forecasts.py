"""`forecasts`: what was delivered, where it came from, and the numbers themselves."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from landfast_ml.commands.batches import add_records
from landfast_ml.commands.options import Commands, command, group
from landfast_ml.errors import UsageError
from landfast_ml.jobs import load_job
from landfast_ml.project import Project

if TYPE_CHECKING:
    import pandas as pd


def add(commands: Commands, _project: Project) -> None:
    forecasts = group(commands, "forecasts", "what was forecast: the numbers, and where they came from")
    add_records(forecasts)
    written = command(forecasts, "export", export, "the newest forecasts as a table, with their intervals")
    written.add_argument("file", type=Path, help="to write: .csv or .parquet")
    written.add_argument("--batch", default="", help="another one than the newest")


def export(parsed: argparse.Namespace) -> None:
    """Of the local stores: in the cloud the table stands in BigQuery."""
    from landfast_ml.batches.delivery import newest_rows

    job = load_job(parsed.project, parsed.environment, "local")
    batch, rows = newest_rows(job, parsed.batch)
    names = {"unit": job.columns.subject, "time": str(job.columns.timestamp), "prediction": job.columns.target}
    told = rows.rename(columns=names)[[*names.values(), "low", "high", "step"]]
    _write(told, parsed.file)
    print(f"{parsed.file}: {len(told):,} rows of {told[job.columns.subject].nunique():,} series, {batch}")


def _write(rows: pd.DataFrame, path: Path) -> None:
    """Whole or not at all. UsageError on another kind of file."""
    if path.suffix not in {".csv", ".parquet"}:
        raise UsageError(f"{path}: the end of its name says how it is written: .csv or .parquet")
    partial = path.with_name(f".{path.name}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        rows.to_csv(partial, index=False)
    else:
        rows.to_parquet(partial, index=False)
    os.replace(partial, path)
