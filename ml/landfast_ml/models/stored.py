"""The estimator as a file. skops holds no code: loading a model can't run anything, as loading a pickle can."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from landfast_ml.errors import ProjectError
from landfast_ml.models.algorithms import trusted_types

FILE = "model.skops"
# What a mixture of several is, besides what the estimators may hold.
MIXTURE = frozenset({"landfast_ml.models.blending.Mixture"})


def may_hold() -> frozenset[str]:
    """Types that a model's file may hold, besides what skops trusts by itself."""
    return MIXTURE | trusted_types()


def save_estimator(fitted: Any, folder: Path) -> None:
    import skops.io

    skops.io.dump(fitted, folder / FILE)


def load_estimator(folder: Path, besides: frozenset[str] = frozenset()) -> Any:
    """`besides` are types that it may hold, too. ProjectError if the file holds anything but these and what
    scikit-learn's and the registered estimators are made of."""
    import skops.io

    path = folder / FILE
    unknown = skops.io.get_untrusted_types(file=path)
    foreign = sorted(set(unknown) - may_hold() - besides)
    if foreign:
        allow = f"trusted=({', '.join(map(repr, foreign))},) of its @estimator, if that code is to be trusted"
        raise ProjectError(f"{path} holds {', '.join(foreign)}, which no estimator here may: allow it by {allow}")
    return skops.io.load(path, trusted=unknown)
