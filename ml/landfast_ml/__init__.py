"""What ML projects made by landfast run on: features, models, experiments, serving, monitoring, subjects, releases.

Public, and kept by semantic versioning: what is imported from here. All else may change between versions.
"""

from landfast_ml.opening import features_of, forecasts_of, model_of
from landfast_ml.pipeline import Pipeline, Step
from landfast_ml.project import Project

__version__ = "0.1.0"
__all__ = ["Pipeline", "Project", "Step", "features_of", "forecasts_of", "model_of"]
