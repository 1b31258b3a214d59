"""The target: its classes in order, and how they are written as numbers and as what a prediction says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from landfast_ml.features.columns import Column, Columns
from landfast_ml.features.statistics import labels


def classes_of(columns: Columns, found: Iterable[str]) -> tuple[str, ...]:
    """Of a binary task the positive class is the last; integers are in their own order; () for a regression."""
    if columns.task == "regression":
        return ()
    integer = columns.column(columns.target).type == "integer"
    ordered = sorted(set(found), key=int) if integer else sorted(set(found))
    if columns.task == "binary":
        positive = positive_class(columns)
        ordered.sort(key=lambda label: label == positive)
    return tuple(ordered)


def positive_class(columns: Columns) -> str:
    """What a binary task looks for."""
    return columns.positive or {"boolean": "true"}.get(columns.column(columns.target).type, "1")


def encoded(rows: pd.DataFrame, columns: Columns, classes: Sequence[str]) -> np.ndarray:
    """float64 values of a regression, else the position of each row's class: 0 or 1 in a binary task."""
    column = columns.column(columns.target)
    if columns.task == "regression":
        return np.asarray(rows[column.name], dtype=float)
    return np.asarray(pd.Categorical(labels(rows[column.name], column), categories=list(classes)).codes, dtype=np.int64)


def spoken(label: str, column: Column) -> str | int | bool:
    """A class as its column has it: a number, true or false, or text."""
    if column.type == "integer":
        return int(label)
    return label == "true" if column.type == "boolean" else label
