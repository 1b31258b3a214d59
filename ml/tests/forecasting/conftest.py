"""A project of series that has run once, for each test a copy of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sample_forecasting import copy_forecasting, load_forecasting, run_forecasting, sales
from sample_project import put

from landfast_ml.environment import Job


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    job = load_forecasting(copy_forecasting(tmp_path_factory.mktemp("ran")))
    put(job, sales())
    run_forecasting(job)
    return job.root


@pytest.fixture
def job(ran: Path, tmp_path: Path) -> Job:
    """A copy of the project after its first run."""
    shutil.copytree(ran, tmp_path / "copy")
    return load_forecasting(tmp_path / "copy")


@pytest.fixture
def empty(tmp_path: Path) -> Job:
    return load_forecasting(copy_forecasting(tmp_path))
