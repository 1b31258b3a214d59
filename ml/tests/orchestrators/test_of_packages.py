"""An orchestrator of a package is found by its entry point; a project whose packages have none says what to do."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from landfast_ml.errors import UsageError
from landfast_ml.orchestrators import orchestrator

ARGO = """
def compile_pipeline(job, image, folder):
    return [folder / "workflow.yaml"]


def submit(job, files):
    return "argo submit"
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    info = tmp_path / "acme_argo-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-argo\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def entry(site: Path, module: str, text: str) -> None:
    (site / f"{module}.py").write_text(text)
    (site / "acme_argo-1.0.dist-info/entry_points.txt").write_text(f"[landfast.orchestrators]\nargo = {module}\n")
    importlib.invalidate_caches()


def test_it_is_found_by_its_entry_point(site: Path) -> None:
    entry(site, "acme_argo", ARGO)
    assert orchestrator("argo").submit(None, []) == "argo submit"  # type: ignore[arg-type]


def test_half_of_one_is_refused(site: Path) -> None:
    entry(site, "acme_half", "def submit(job, files): ...")
    with pytest.raises(UsageError, match="acme_half offers no compile_pipeline"):
        orchestrator("argo")


def test_none_says_what_to_do() -> None:
    with pytest.raises(
        UsageError, match=r"orchestrators: argo: no package here has it; name the one that has it in dep"
    ):
        orchestrator("argo")
