"""What one gets without the search: scikit-learn's estimators as they come, and a tuned HistGradientBoosting."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import loguniform, randint
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import RandomizedSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from tools.model_bench.tables import OpenTable

SPACE = {
    "learning_rate": loguniform(0.01, 0.3),
    "max_iter": randint(50, 500),
    "max_leaf_nodes": randint(4, 64),
    "min_samples_leaf": randint(5, 60),
    "l2_regularization": loguniform(1e-6, 10),
}


@dataclass(frozen=True, slots=True)
class Rival:
    """`score`: area under the ROC curve (its mean over classes), or the root mean square error."""

    name: str
    score: float
    seconds: float


def score(task: str, truth: np.ndarray, said: np.ndarray) -> float:
    """`truth`: positions of classes or values; `said`: (rows,) or (rows, classes)."""
    if task == "regression":
        return float(np.sqrt(np.mean((truth - said) ** 2)))
    if task == "binary":
        return float(roc_auc_score(truth, said))
    return float(roc_auc_score(np.eye(said.shape[1])[truth], said, average="macro"))


def rivals(table: OpenTable, train: np.ndarray, test: np.ndarray, trials: int, seed: int) -> Iterator[Rival]:
    """Each fitted on the same rows and measured on the same others."""
    if table.task == "regression":
        truth = table.target.to_numpy(float)
    else:
        truth = np.unique(table.target.to_numpy(str), return_inverse=True)[1]
    for name, make in _makers(table, trials, seed).items():
        begin = time.monotonic()
        model = make().fit(table.features.iloc[train], truth[train])
        if table.task == "regression":
            said = model.predict(table.features.iloc[test])
        else:
            said = model.predict_proba(table.features.iloc[test])
        seconds = time.monotonic() - begin
        yield Rival(name, score(table.task, truth[test], said[:, 1] if table.task == "binary" else said), seconds)


def _makers(table: OpenTable, trials: int, seed: int) -> dict[str, Callable[[], Any]]:
    regression = table.task == "regression"
    boosted = HistGradientBoostingRegressor if regression else HistGradientBoostingClassifier
    grown = RandomForestRegressor if regression else RandomForestClassifier
    straight = LinearRegression() if regression else LogisticRegression(max_iter=2_000)
    measure = {"regression": "neg_root_mean_squared_error", "binary": "roc_auc", "multiclass": "neg_log_loss"}
    scoring = measure[table.task]
    tuned = RandomizedSearchCV(
        boosted(random_state=seed), SPACE, n_iter=trials, cv=5, scoring=scoring, random_state=seed
    )
    return {
        "linear, as it comes": lambda: make_pipeline(_numbers(), straight),
        "forest, as it comes": lambda: make_pipeline(_numbers(), grown(random_state=seed, n_jobs=-1)),
        "boosting, as it comes": lambda: make_pipeline(_numbers(), boosted(random_state=seed)),
        "boosting, tuned": lambda: make_pipeline(_numbers(), tuned),
    }


def _numbers() -> object:
    """The usual: medians for what is missing, with a mark; standardised; a column per category."""
    filled = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
    coded = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=10, sparse_output=False)
    text = make_column_selector(dtype_exclude=np.number)
    return make_column_transformer((filled, make_column_selector(dtype_include=np.number)), (coded, text))
