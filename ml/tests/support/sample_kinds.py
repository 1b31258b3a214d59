"""A project of each kind that trains."""

from __future__ import annotations

from pathlib import Path

from sample_forecasting import copy_forecasting, load_forecasting
from sample_project import copy_project, load

from landfast_ml.environment import Job

KINDS = ("tabular", "forecasting")


def in_cloud(kind: str, root: Path) -> Job:
    """The job of a project as it is compiled for the cloud."""
    if kind == "tabular":
        return load(copy_project(root), "cloud")
    return load_forecasting(copy_forecasting(root), "cloud")
