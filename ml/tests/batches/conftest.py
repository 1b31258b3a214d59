"""Tests here are of a scoring project."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_scoring import copy_scoring, load_scoring

from landfast_ml.environment import Job


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return load_scoring(copy_scoring(tmp_path))
