"""An environment that was brought up once; tests change copies of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from terraform_stacks import copied, small, up, write_environment

from landfast.synth import Synthesis


@pytest.fixture(scope="session")
def brought_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`small()` as `dev`, and its `cloud`; nobody touches them."""
    folder = tmp_path_factory.mktemp("brought_up")
    up(write_environment(folder / "dev", small()), folder / "cloud")
    return folder


@pytest.fixture
def stands(brought_up: Path, tmp_path: Path) -> Synthesis:
    """A copy: `dev` and `cloud` of the test's own folder."""
    return copied(brought_up, tmp_path)
