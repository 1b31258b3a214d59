"""Every kind of project that trains goes through every orchestrator."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_kinds import KINDS, in_cloud

from landfast_ml.environment import Job


@pytest.fixture(params=KINDS)
def cloud(request: pytest.FixtureRequest, tmp_path: Path) -> Job:
    """The job of a project as it is compiled for the cloud."""
    return in_cloud(request.param, tmp_path / "project")
