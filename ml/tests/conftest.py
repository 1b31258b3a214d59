"""What many tests begin with."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample_table
from hypothesis import settings
from sample_project import copy_project, learn, load

from landfast_ml.environment import Job

# A busy machine takes its time over an input: none is wrong for that.
settings.register_profile("landfast-ml", deadline=None)
settings.load_profile("landfast-ml")


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return load(copy_project(tmp_path))


@pytest.fixture(scope="session")
def demo() -> list[str]:
    """Lines of the sample table of the binary task, the header first."""
    return sample_table.table("binary")


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory, demo: list[str]) -> tuple[Job, dict[str, Path]]:
    """The steps up to the evaluation of the binary task, with 3 rows that hold a wrong value."""
    lines = sample_table.changed(demo, "age", lambda row, old: "unknown" if row in {10, 20, 30} else old)
    job = load(copy_project(tmp_path_factory.mktemp("project")))
    return job, learn(job, lines)
