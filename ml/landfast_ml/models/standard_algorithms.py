"""The algorithms that every project has: linear with bends, boosted trees, forests, ratios and smooth curves for few
rows."""

from __future__ import annotations

from sklearn.ensemble import (
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge

from landfast_ml.models.algorithms import Algorithm, Estimator, Fitting, register
from landfast_ml.models.hinges import Bent, Hinges
from landfast_ml.models.ranges import Options, Reals, Value, Wholes
from landfast_ml.models.ratios import Ratios
from landfast_ml.models.smooth import Smooth

TREE = "sklearn.tree._tree.Tree"
TREES = 200
# Enough to tell which forest is better: half of a search on a small table would else be spent on trees.
TREES_TO_COMPARE = 100
# A forest's file grows with the rows: with more of them boosted trees are as good, and small.
MOST_FOREST_ROWS = 30_000
# What it costs to find a smooth curve grows with the third power of the rows, and what it brings gets less.
MOST_SMOOTH_ROWS = 600
# With more rows trees and bends find by themselves what powers and logarithms say at once.
MOST_RATIO_ROWS = 5_000


def linear(fitting: Fitting, *, strength: float, knots: int) -> Estimator:
    """`strength` of the quadratic penalty, on standardised numbers; `knots` bends in every number."""
    if fitting.task == "regression":
        model = Ridge(alpha=strength, random_state=fitting.seed)
    else:
        model = LogisticRegression(C=1 / strength, max_iter=500, random_state=fitting.seed)
    return Bent(Hinges(knots), model)


def boosting(fitting: Fitting, *, max_iter: int, **parameters: Value) -> Estimator:
    kind = HistGradientBoostingRegressor if fitting.task == "regression" else HistGradientBoostingClassifier
    model: Estimator = kind(
        max_iter=max_iter,
        early_stopping=fitting.patience is not None,
        n_iter_no_change=fitting.patience or 10,
        random_state=fitting.seed,
        **parameters,
    )
    return model


def forest(fitting: Fitting, *, kind: str, **parameters: Value) -> Estimator:
    """`kind` is `random` or `extra` (splits at random places)."""
    pairs = {
        "random": (RandomForestClassifier, RandomForestRegressor),
        "extra": (ExtraTreesClassifier, ExtraTreesRegressor),
    }
    chosen = pairs[kind][fitting.task == "regression"]
    trees = TREES_TO_COMPARE if fitting.compared else TREES
    model: Estimator = chosen(n_estimators=trees, n_jobs=-1, random_state=fitting.seed, **parameters)
    return model


def smooth(fitting: Fitting) -> Estimator:
    """It finds its parameters by itself."""
    return Smooth(seed=fitting.seed)


def ratios(fitting: Fitting) -> Estimator:  # noqa: ARG001
    """It finds its strength by itself."""
    return Ratios()


register(
    Algorithm(
        name="linear",
        make=linear,
        space={"strength": Reals(1e-3, 1e3, log=True), "knots": Options((0, 1, 3, 7))},
        start={"strength": 1.0, "knots": 0},
        trusted=("landfast_ml.models.hinges.Bent", "landfast_ml.models.hinges.Hinges"),
        title="linear, with bends where they help",
    )
)
register(
    Algorithm(
        name="boosting",
        make=boosting,
        space={
            "learning_rate": Reals(0.02, 0.3, log=True),
            "max_leaf_nodes": Wholes(3, 64, log=True),
            "min_samples_leaf": Wholes(2, 100, log=True),
            "l2_regularization": Reals(1e-3, 100, log=True),
            "max_features": Reals(0.2, 1.0),
        },
        start={
            "learning_rate": 0.1,
            "max_leaf_nodes": 31,
            "min_samples_leaf": 20,
            "l2_regularization": 1e-3,
            "max_features": 1.0,
        },
        trusted=("sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",),
        rounds="max_iter",
        validation="X_val",
        title="histogram gradient boosting",
    )
)
register(
    Algorithm(
        name="forest",
        make=forest,
        space={
            "kind": Options(("random", "extra")),
            "min_samples_leaf": Wholes(1, 30, log=True),
            "max_features": Reals(0.1, 1.0),
        },
        start={"kind": "random", "min_samples_leaf": 2, "max_features": 0.5},
        # Trees down to single rows over all features say most of few rows whose target is skewed, and are seldom drawn.
        also=({"kind": "extra", "min_samples_leaf": 1, "max_features": 1.0},),
        trusted=(TREE,),
        most_rows=MOST_FOREST_ROWS,
        title="forest of trees",
    )
)
register(
    Algorithm(
        name="smooth",
        make=smooth,
        space={},
        trusted=("landfast_ml.models.smooth.Smooth",),
        tasks=("regression",),
        most_rows=MOST_SMOOTH_ROWS,
        title="smooth, for few rows",
    )
)
register(
    Algorithm(
        name="ratios",
        make=ratios,
        space={},
        trusted=("landfast_ml.models.ratios.Powers", "landfast_ml.models.ratios.Ratios"),
        tasks=("regression",),
        most_rows=MOST_RATIO_ROWS,
        title="linear in ratios, for few rows",
    )
)
