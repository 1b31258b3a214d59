"""The rows of series as they have left the raw bucket: typed, protected, one for each series and time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from landfast_ml.contract.columns import Columns
from landfast_ml.environment import Job
from landfast_ml.errors import DataError
from landfast_ml.forecasting.declared import series_columns, series_rules
from landfast_ml.forecasting.table import SeriesTable, series_table

TABLE, FACTS = "table.parquet", "snapshot.json"


def write_snapshot(rows: pd.DataFrame, facts: dict[str, Any], folder: Path) -> None:
    """`facts` are what a run is told of it."""
    rows.to_parquet(folder / TABLE, compression="zstd", index=False)
    (folder / FACTS).write_text(json.dumps(facts, indent=2), encoding="utf-8")


def read_facts(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    return facts


def read_series(job: Job, folder: Path) -> SeriesTable:
    """The table that a snapshot holds: its rows were checked when it was taken."""
    return series_table(pd.read_parquet(folder / TABLE), series_columns(job.columns), series_rules(job))


def typed_times(times: pd.Series) -> np.ndarray:
    """(rows,) datetime64[s] of `2026-03-02`, `2026-03`, `2026-03-02T10:00:00`, also of UTC (`Z`); NaT of none.

    Raises: DataError if some say that they are of UTC, and others nothing.
    """
    given = times[times.notna()]
    zoned = int(given.str.endswith("Z").sum())
    if 0 < zoned < len(given):
        told = f"{zoned} of {len(given)} times say their zone, the others don't: are these UTC, or some clock's?"
        raise DataError([f"{told} Write all with their zone (2026-03-29T02:00+01:00), or all without"])
    return np.array(times.str.removesuffix("Z").fillna("NaT").to_numpy(), dtype="datetime64[s]")


def names(columns: Columns) -> list[str]:
    """The columns of a snapshot, in the order in which they are declared."""
    return [column.name for column in columns.raw]
