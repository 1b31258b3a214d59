"""From the raw table to the numbers that a model learns from.

Public, and kept by semantic versioning: what is imported from here. All else may change between versions.
"""

from landfast_ml.features.own import FeatureError, feature

__all__ = ["FeatureError", "feature"]
