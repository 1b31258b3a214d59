"""Typed rows as Arrow and Parquet hold them: what the feature pipeline writes, and how it is read again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from landfast_ml.contract.columns import Column, Columns

ARROW = {
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "category": pa.string(),
    "date": pa.string(),
    "time": pa.string(),
    "text": pa.string(),
}


def schema(columns: Iterable[Column]) -> pa.Schema:
    return pa.schema([(column.name, ARROW[column.type]) for column in columns])


def to_arrow(rows: pd.DataFrame, columns: Columns) -> pa.Table:
    """Typed rows, as `parse` gives them, with their declared types."""
    arrays = []
    for column in columns.all:
        values = pa.array(rows[column.name], from_pandas=True)
        arrays.append(values.cast(ARROW[column.type]))
    return pa.Table.from_arrays(arrays, schema=schema(columns.all))


def from_arrow(table: pa.Table, columns: Columns) -> pd.DataFrame:
    """The inverse: numbers, integers and booleans are float64, the rest is text."""
    rows = {}
    for column in columns.all:
        if column.name in table.column_names:
            values = table.column(column.name)
            text = ARROW[column.type] == pa.string()
            rows[column.name] = values.to_pandas() if text else values.cast(pa.float64()).to_pandas()
    return pd.DataFrame(rows)


def read_part(features: Path, part: str, columns: Columns, names: Sequence[str] | None = None) -> pd.DataFrame:
    """The `train` or `test` rows, or some of their columns, in an order of their own: not the workers' that wrote them,
    nor the pseudonyms'. So a run gives the same model and the same measures under every key.
    """
    rows = from_arrow(pq.read_table(features / part, columns=None if names is None else list(names)), columns)
    told = rows.drop(columns=columns.subject, errors="ignore")
    order = np.argsort(pd.util.hash_pandas_object(told, index=False), kind="stable")
    return rows.iloc[order].reset_index(drop=True)


def count_rows(part: Path) -> int:
    """Of a folder of Parquet files, from their footers; 0 if there is none."""
    return sum(pq.read_metadata(path).num_rows for path in sorted(part.glob("*.parquet")))
