"""The estimators that a model may be: each task's linear one, and boosted trees."""

from __future__ import annotations

from typing import Any

from landfast_ml.settings.tables import Train

NAMES = {
    ("binary", "linear"): "logistic regression",
    ("multiclass", "linear"): "multinomial logistic regression",
    ("regression", "linear"): "ridge regression",
    ("binary", "boosting"): "histogram gradient boosting",
    ("multiclass", "boosting"): "histogram gradient boosting, a tree per class and iteration",
    ("regression", "boosting"): "histogram gradient boosting of the squared error",
}


def estimator(task: str, settings: Train) -> Any:
    """A scikit-learn estimator, seeded, that takes float32 numbers."""
    if settings.algorithm == "boosting":
        return _boosting(task, settings)
    if task == "regression":
        from sklearn.linear_model import Ridge

        # scikit-learn's alpha is the strength, C its inverse: one setting means the same for both.
        return Ridge(alpha=1 / settings.regularisation, random_state=settings.seed)
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=settings.regularisation, max_iter=1_000, random_state=settings.seed)


def _boosting(task: str, settings: Train) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
    # Without early stopping: its own hold-out would not go by subject.
    return kind(
        max_iter=settings.iterations,
        learning_rate=settings.learning_rate,
        early_stopping=False,
        random_state=settings.seed,
    )
