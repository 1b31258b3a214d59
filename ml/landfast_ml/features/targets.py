"""The target: its classes in order, and how they are written as numbers and as what a prediction says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from landfast_ml.contract.columns import Column, Columns
from landfast_ml.features.parsing import parse, text_of
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


def spoken_outcomes(columns: Columns, values: Sequence[object]) -> tuple[list[object], list[str]]:
    """What came true as a prediction would say it, read as the target's column is: `yes` of a boolean is true.

    Returns an entry a value: the outcome, None where it can't be one; and why it can't, empty where it can.
    """
    column = replace(columns.column(columns.target), missing="refuse")
    texts = pd.DataFrame({column.name: [text_of(value) for value in values]}, dtype=str)
    parsed = parse(texts, [column], columns.missing_values)
    why = [parsed.reasons(row).get(column.name, "") for row in range(len(values))]
    found = parsed.values[column.name]
    if columns.task == "regression":
        return [None if reason else float(value) for value, reason in zip(found, why, strict=True)], why
    said: list[object] = [
        None if reason else spoken(label, column) for label, reason in zip(labels(found, column), why, strict=True)
    ]
    return said, why


def spoken(label: str, column: Column) -> str | int | bool:
    """A class as its column has it: a number, true or false, or text."""
    if column.type == "integer":
        return int(label)
    return label == "true" if column.type == "boolean" else label
