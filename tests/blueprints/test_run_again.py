"""`blueprint new --run` after a run that failed: it goes on with the project that stands, and writes over nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SPEC = "name: churn\nresidency: {area: eu, region: europe-west4}\nenvironments: {dev: {}}\n"
ROWS = "".join(f"c-{row},2025-0{row % 9 + 1}-01,{row % 7},{row % 2}\n" for row in range(200))
WORDS = ("--data", "customers.csv", "--target", "churned", "--subject", "customer_id")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    (tmp_path / "customers.csv").write_text("customer_id,day,visits,churned\n" + ROWS)
    return tmp_path


def new(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Without a network and a cache, so that the packages can't be installed."""
    environ = {**os.environ, "UV_OFFLINE": "1", "UV_CACHE_DIR": str(home / "cache")}
    command = [sys.executable, "-m", "landfast", "blueprint", "new", "tabular", *words]
    return subprocess.run(command, cwd=home, env=environ, capture_output=True, text=True, check=False)


def test_the_same_command_goes_on_and_keeps_what_was_edited(home: Path) -> None:
    first = new(home, *WORDS, "--run")
    assert first.returncode == 1
    assert "packages could not be installed" in first.stderr
    assert "make setup run" in first.stderr
    settings = home / "ml" / "settings.toml"
    settings.write_text("# mine\n" + settings.read_text())
    (table,) = (home / "ml" / ".local").rglob("*.csv")
    table.write_text(table.read_text() + "c-999,2025-01-01,1,1\n")
    again = new(home, *WORDS, "--run")
    assert again.returncode == 1
    assert "packages could not be installed" in again.stderr
    assert "stands since an earlier call" in again.stdout
    assert settings.read_text().startswith("# mine\n")
    assert "c-999" in table.read_text()


def test_another_project_is_not_gone_on_with(home: Path) -> None:
    assert new(home, *WORDS).returncode == 0
    for words in (WORDS, (*WORDS, "--leave-out", "visits", "--keep", "day", "--run")):
        refused = new(home, *words)
        assert refused.returncode == 2
        assert "nothing is ever overwritten" in refused.stderr
        assert "make setup run` trains the project that stands there" in refused.stderr
