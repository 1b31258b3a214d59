"""MLflow and its local store, loaded: imported before a process forks, so that none of its forks loads them again."""

from __future__ import annotations

from importlib import import_module

from landfast_ml.models.mlflow_registry import quiet_mlflow

# First, since it sets what is read at import.
quiet_mlflow()
import_module("mlflow.store.tracking.sqlalchemy_store")
