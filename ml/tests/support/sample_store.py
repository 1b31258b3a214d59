"""MLflow's store, empty: made once a process, since its tables are made by 40 migrations."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.models.mlflow_registry import tracking_uri


def make_store(job: Job) -> None:
    """As the first use of it would; nothing if it is there."""
    path = Path(tracking_uri(job).removeprefix("sqlite:///"))
    if not path.exists():
        shutil.copyfile(_empty(), path)


@cache
def _empty() -> Path:
    import mlflow

    path = Path(tempfile.mkdtemp(prefix="mlflow-")) / "mlflow.sqlite"
    mlflow.MlflowClient(f"sqlite:///{path}").search_experiments()
    return path
