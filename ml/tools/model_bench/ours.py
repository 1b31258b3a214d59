"""The library's way from a table to what its model says: the same functions as the pipeline's steps."""

from __future__ import annotations

import numpy as np
import pandas as pd

from landfast_ml.contract.columns import Column, Columns
from landfast_ml.features.parsing import parse
from landfast_ml.features.statistics import describe
from landfast_ml.features.targets import classes_of, encoded
from landfast_ml.features.transform import Transformation, fit, vocabularies
from landfast_ml.models import blending
from landfast_ml.models.learning import Learning, answers
from landfast_ml.models.search import Searched, SearchPlan, search
from landfast_ml.settings.tables import Features
from tools.model_bench.tables import SUBJECT, TARGET, OpenTable


def searched(
    table: OpenTable, train: np.ndarray, test: np.ndarray, plan: SearchPlan
) -> tuple[Searched, np.ndarray, np.ndarray]:
    """What was found; the truth and what is said of the test rows."""
    columns, rows = _typed(table)
    classes = classes_of(columns, set() if table.task == "regression" else set(table.target))
    target = encoded(rows, columns, classes)
    transformation = _transformation(columns, rows.iloc[train])
    numbers = transformation.apply(rows)
    learning = Learning(
        table.task,
        numbers[train],
        target[train],
        rows[SUBJECT].to_numpy(str)[train],
        len(classes),
    )
    found = search(learning, plan)
    model = blending.fitted(found.ingredients, learning, plan.seed)
    return found, target[test], answers(model, numbers[test], learning.task, learning.classes)


def _typed(table: OpenTable) -> tuple[Columns, pd.DataFrame]:
    told = [
        Column(
            name,
            "feature",
            "number" if pd.api.types.is_numeric_dtype(values) else "category",
            missing="allow" if values.isna().any() else "refuse",
        )
        for name, values in table.features.items()
    ]
    kind = "number" if table.task == "regression" else "category"
    columns = Columns(
        table.name,
        table.task,
        (Column(SUBJECT, "subject", "text", protection="pseudonymise"), *told, Column(TARGET, "target", kind)),
        positive=max(table.target) if table.task == "binary" else "",
    )
    texts = table.features.assign(**{SUBJECT: np.arange(len(table.target)).astype(str), TARGET: table.target})
    parsed = parse(texts.map(lambda value: "" if pd.isna(value) else str(value)), columns.all, ())
    if parsed.bad.any():
        raise ValueError(f"{table.name}: {parsed.reasons(int(np.flatnonzero(parsed.bad)[0]))}")
    return columns, parsed.values


def _transformation(columns: Columns, rows: pd.DataFrame) -> Transformation:
    found = describe(rows, columns, dict.fromkeys((*columns.features, TARGET), (0.0,)))
    settings = Features()
    return fit(columns, found, vocabularies(columns, found, settings.most_categories, settings.fewest_rows))
