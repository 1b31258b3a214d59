"""Every kind of project that trains goes through every orchestrator."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_forecasting import copy_forecasting, load_forecasting
from sample_project import copy_project, load

from landfast_ml.environment import Job


@pytest.fixture(params=["tabular", "forecasting"])
def cloud(request: pytest.FixtureRequest, tmp_path: Path) -> Job:
    """The job of a project as it is compiled for the cloud."""
    root = tmp_path / "project"
    if request.param == "tabular":
        return load(copy_project(root), "cloud")
    return load_forecasting(copy_forecasting(root), "cloud")
