"""Open tables that packages ship, and any CSV file: features by name, a target, and what is to be told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn import datasets as sklearn_tables
from sklearn.model_selection import train_test_split
from statsmodels import datasets as statsmodels_tables

from landfast_ml.estimators import Task

SUBJECT, TARGET = "subject", "target"
# Numbers of rows, not facts about them.
LEFT_OUT = {"modechoice": ["individual"]}


@dataclass(frozen=True, slots=True, eq=False)
class OpenTable:
    """`target` (rows,) is text of classes, or numbers in a regression."""

    name: str
    task: Task
    features: pd.DataFrame
    target: pd.Series

    def split(self, seed: int, share: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
        """Positions to learn from, and to measure on; classes alike in both."""
        strata = None if self.task == "regression" else self.target
        train, test = train_test_split(np.arange(len(self.target)), test_size=share, random_state=seed, stratify=strata)
        return np.sort(train), np.sort(test)


def _of_sklearn(load: Callable[..., object], task: Task) -> OpenTable:
    found = load(as_frame=True)
    target = found.target if task == "regression" else found.target.astype(str)  # type: ignore[attr-defined]
    name = load.__name__.removeprefix("load_")
    return OpenTable(name, task, _named(found.data), target)  # type: ignore[attr-defined]


def _of_statsmodels(name: str, target: str, task: Task, categories: tuple[str, ...] = ()) -> OpenTable:
    frame = getattr(statsmodels_tables, name).load_pandas().data.drop(columns=LEFT_OUT.get(name, []))
    features = frame.drop(columns=target).astype(dict.fromkeys(categories, str))
    return OpenTable(name, task, _named(features), frame[target] if task == "regression" else frame[target].astype(str))


def _fair() -> OpenTable:
    frame = statsmodels_tables.fair.load_pandas().data
    features = frame.drop(columns="affairs").astype({"occupation": str, "occupation_husb": str})
    return OpenTable("fair", "binary", _named(features), (frame["affairs"] > 0).astype(int).astype(str))


OPEN: dict[str, Callable[[], OpenTable]] = {
    "breast_cancer": lambda: _of_sklearn(sklearn_tables.load_breast_cancer, "binary"),
    "fair": _fair,
    "anes96": lambda: _of_statsmodels("anes96", "vote", "binary"),
    "diabetes": lambda: _of_sklearn(sklearn_tables.load_diabetes, "regression"),
    "randhie": lambda: _of_statsmodels("randhie", "mdvis", "regression"),
    "modechoice": lambda: _of_statsmodels("modechoice", "choice", "binary", ("mode",)),
    "digits": lambda: _of_sklearn(sklearn_tables.load_digits, "multiclass"),
    "wine": lambda: _of_sklearn(sklearn_tables.load_wine, "multiclass"),
}


def of_file(path: Path, target: str) -> OpenTable:
    """Of a CSV file: text and flags are categories; a target of text or of two values is classes."""
    frame = pd.read_csv(path).dropna(subset=[target])
    features, told = frame.drop(columns=target), frame[target]
    values = told.nunique()
    if values > 2 and pd.api.types.is_numeric_dtype(told):
        return OpenTable(path.name.split(".")[0], "regression", _named(features), told.astype(float))
    return OpenTable(
        path.name.split(".")[0], "binary" if values == 2 else "multiclass", _named(features), told.astype(str)
    )


def _named(features: pd.DataFrame) -> pd.DataFrame:
    """Under plain names; a column of numbers stays one, all else is text."""
    told = {}
    for position, name in enumerate(features):
        values = features[name]
        number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
        told[f"column_{position}"] = values.astype(float) if number else values.astype(object)
    return pd.DataFrame(told)
