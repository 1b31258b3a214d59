"""What ML projects made by landfast run on: features, models, experiments, serving, monitoring, subjects, releases.

Public, and kept by semantic versioning: what is imported from here. All else may change between versions.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from landfast_ml.opening import features_of, forecasts_of, model_of
    from landfast_ml.pipeline import Pipeline, Step
    from landfast_ml.project import Project

__version__ = "0.1.0"
__all__ = ["Pipeline", "Project", "Step", "features_of", "forecasts_of", "model_of"]
_MODULES = {"Pipeline": "pipeline", "Step": "pipeline", "Project": "project"}


def __getattr__(name: str) -> Any:
    """Found when it is asked for: who reads a contract, as landfast does in every command, waits for nothing else."""
    if name not in __all__:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_MODULES.get(name, 'opening')}"), name)
