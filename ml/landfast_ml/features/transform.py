"""From declared values to the numbers that a model learns from: fitted once, kept beside the model, used at serving."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from landfast_ml.contract.columns import Column, Columns
from landfast_ml.contract.columns_document import columns_of
from landfast_ml.features.own import own_feature
from landfast_ml.features.statistics import OTHER, Categorical, Numeric, Statistics, numeric_signal
from landfast_ml.features.texts import Fitted, text_numbers

FILE = "transformation.json"


@dataclass(frozen=True, slots=True)
class Transformation:
    """`fitted` is column -> what was learned of it from the training rows; `outputs` names the numbers, in order."""

    columns: Columns
    fitted: Mapping[str, Mapping[str, Any]]

    @property
    def outputs(self) -> tuple[str, ...]:
        return tuple(name for column in self._features for name in _names(column, self.fitted[column.name]))

    @property
    def _features(self) -> list[Column]:
        return [column for column in self.columns.all if column.role == "feature"]

    def apply(self, rows: pd.DataFrame) -> np.ndarray:
        """Typed rows, as `parse` or `read_part` gives them, to float32 of shape (rows, outputs)."""
        numbers = np.empty((len(rows), len(self.outputs)), dtype=np.float32)
        position = 0
        for column in self._features:
            found = self.fitted[column.name]
            for values in _numbers(rows, column, found, self.columns.timestamp):
                numbers[:, position] = values
                position += 1
        return numbers

    def save(self, folder: Path) -> None:
        document = {"columns": self.columns.definition(), "fitted": self.fitted, "outputs": self.outputs}
        (folder / FILE).write_text(json.dumps(document, indent=2, sort_keys=True), encoding="utf-8")


def load_transformation(folder: Path) -> Transformation:
    """With the columns as they were declared when the model was made, whatever `features.yaml` says now.

    FeatureError if a function that it needs is gone, or is another one now.
    """
    document = json.loads((folder / FILE).read_text(encoding="utf-8"))
    columns = columns_of(document["columns"])
    for column in columns.made:
        own_feature(column)
    return Transformation(columns, document["fitted"])


def fit(
    columns: Columns,
    statistics: Statistics,
    vocabulary: Mapping[str, Sequence[str]],
    texts: Mapping[str, Fitted] | None = None,
) -> Transformation:
    """From the statistics of the training rows alone; the vocabulary are the categories that get an output, `texts`
    what `fit_texts` found of each text feature."""
    fitted: dict[str, dict[str, Any]] = {}
    for column in columns.all:
        if column.role == "feature":
            found = statistics[column.name]
            if column.type == "text":
                fitted[column.name] = dict((texts or {})[column.name])
            elif isinstance(found, Numeric):
                fitted[column.name] = {"mean": found.mean, "deviation": found.deviation}
            else:
                fitted[column.name] = {"categories": list(vocabulary[column.name])}
    return Transformation(columns, fitted)


def vocabularies(columns: Columns, statistics: Statistics, most: int, fewest_rows: int) -> dict[str, tuple[str, ...]]:
    """The categories of each feature that enough training rows have, the commonest first, and at most `most`.

    A rare one becomes `other`: a model can't learn from it, and it could tell who a person is.
    """
    found = {}
    for column in columns.all:
        counted = statistics[column.name] if column.role == "feature" else None
        if isinstance(counted, Categorical):
            common = [(value, n) for value, n in counted.counts.items() if n >= fewest_rows and value != OTHER]
            found[column.name] = tuple(value for value, _ in sorted(common, key=lambda one: (-one[1], one[0]))[:most])
    return found


def _names(column: Column, found: Mapping[str, Any]) -> list[str]:
    if column.type == "category":
        names = [f"{column.name}={value}" for value in (*found["categories"], OTHER)]
    elif column.type == "text":
        names = [f"{column.name}#{place}" for place in range(found["size"])]
    elif column.how == "month":
        names = [f"{column.name}.sine", f"{column.name}.cosine"]
    else:
        names = [column.name]
    return [*names, f"{column.name}.missing"] if column.missing == "allow" else names


def _numbers(rows: pd.DataFrame, column: Column, found: Mapping[str, Any], timestamp: str | None) -> list[np.ndarray]:
    """One array per name in `_names`."""
    if column.type == "category":
        return _one_hot(rows[column.name], column, found["categories"])
    if column.type == "text":
        numbers = list(text_numbers(rows[column.name].tolist(), found).T)
        return [*numbers, rows[column.name].isna().to_numpy()] if column.missing == "allow" else numbers
    signal = numeric_signal(rows, column, timestamp)
    missing = np.isnan(signal)
    if column.how == "month":
        turns = (signal - 1) * (2 * np.pi / 12)
        numbers = [np.where(missing, 0.0, np.sin(turns)), np.where(missing, 0.0, np.cos(turns))]
    elif column.how == "flag":
        numbers = [np.where(missing, found["mean"], signal)]
    else:
        # A missing value is the mean, which is 0 here.
        numbers = [np.where(missing, 0.0, (signal - found["mean"]) / (found["deviation"] or 1.0))]
    return [*numbers, missing] if column.missing == "allow" else numbers


def _one_hot(values: pd.Series, column: Column, categories: Sequence[str]) -> list[np.ndarray]:
    codes = pd.Categorical(values, categories=list(categories)).codes
    missing = values.isna().to_numpy()
    numbers = [codes == code for code in range(len(categories))]
    numbers.append((codes < 0) & ~missing)
    return [*numbers, missing] if column.missing == "allow" else numbers
