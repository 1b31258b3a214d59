"""Which rows are held out: those of some subjects, or the newest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from landfast_ml.contract.columns import Columns
from landfast_ml.errors import UsageError
from landfast_ml.features.parsing import parse
from landfast_ml.features.statistics import month_numbers
from landfast_ml.settings.tables import Features

# A column of the snapshot: no declared one can have a name that begins like this. Of so many buckets some are held out.
BUCKET = "_bucket"
BUCKETS = 1_000


def cut_of(table: Path, columns: Columns, settings: Features) -> float | None:
    """The last month (since the year 0) that is learned from; None if subjects are held out.

    Rows of one month stay together. UsageError if the table has no timestamp, or a single month.
    """
    if settings.split == "subject":
        return None
    if columns.timestamp is None:
        step = "declare a column with role: timestamp in features.yaml, or set it to subject"
        raise UsageError(f"settings.toml: features.split is time, and the table has no timestamp: {step}")
    texts = pq.read_table(table, columns=[columns.timestamp]).to_pandas()
    moments = months(texts, columns)
    told = np.sort(moments[~np.isnan(moments)])
    if not len(told) or told[0] == told[-1]:
        raise UsageError("settings.toml: features.split is time, and all rows are of one month: set it to subject")
    cut = float(told[int((1 - settings.test_share) * (len(told) - 1))])
    return cut if cut < told[-1] else float(told[told < cut].max())


def months(texts: pd.DataFrame, columns: Columns) -> np.ndarray:
    """(rows,) of the timestamp; NaN where it is none."""
    timestamp = columns.column(str(columns.timestamp))
    return month_numbers(parse(texts, (timestamp,), columns.missing_values).values[timestamp.name])
