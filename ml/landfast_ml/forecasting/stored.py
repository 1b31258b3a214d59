"""A forecaster as files: its trees as skops, which runs no code when it is loaded, and all else as JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from landfast_ml.errors import ProjectError
from landfast_ml.forecasting.forecaster import Forecaster, ForecastSettings
from landfast_ml.forecasting.recipe import ForecastRecipe
from landfast_ml.models.stored import load_estimator, save_estimator

ABOUT = "forecaster.json"
# What trees over categories keep to check their input with; a function that it wraps must be one of these, too.
_CHECKING = frozenset({"functools.partial", "sklearn.utils.validation.check_array"})


def save_forecaster(forecaster: Forecaster, folder: Path) -> None:
    """Write `model.skops` and `forecaster.json`."""
    save_estimator(dict(forecaster.estimators), folder)
    document = {
        "settings": forecaster.settings.to_json(),
        "recipe": forecaster.recipe.to_json(),
        "offsets": forecaster.offsets.tolist(),
        "calibrated": forecaster.calibrated,
    }
    (folder / ABOUT).write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False), encoding="utf-8")


def load_forecaster(folder: Path) -> Forecaster:
    """ProjectError if a file is missing, is none of these, or holds anything but scikit-learn's estimators."""
    path = folder / ABOUT
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        settings = ForecastSettings(**document["settings"])
        recipe = ForecastRecipe.from_json(document["recipe"])
        offsets, calibrated = np.array(document["offsets"], dtype=np.float64), int(document["calibrated"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ProjectError(f"{path}: no forecaster can be read from it ({error}): train it anew") from None
    return Forecaster(settings, recipe, load_estimator(folder, _CHECKING), offsets, calibrated)
