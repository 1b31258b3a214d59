"""Repositories of others, where this machine has them: no traceback, the findings by rule as they were, the time told.

`LANDFAST_CRATER` names a folder with a folder for each; without it these tests are skipped aloud. A revision that is
not that of the snapshot (`tests/golden/crater/`) is judged all the same, and said; LANDFAST_GOLDEN=write takes it down.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from outsiders import compared, revision
from repository import ROOT

from landfast.check import Report
from landfast.check.report.formats.registry import FORMATS, render
from landfast.jobs.check import CheckRequest, check

VARIABLE = "LANDFAST_CRATER"
GOLDEN = ROOT / "tests" / "golden" / "crater"
FOLDER = Path(os.environ.get(VARIABLE, "/nowhere"))
REPOSITORIES = sorted(path for path in FOLDER.iterdir() if path.is_dir()) if FOLDER.is_dir() else []

pytestmark = [pytest.mark.long, pytest.mark.xdist_group("crater")]


def test_there_are_repositories() -> None:
    if not REPOSITORIES:
        pytest.skip(f"{VARIABLE} names no folder of repositories: nothing of others is judged here")
    assert all(any(path.rglob("*.tf")) for path in REPOSITORIES)


@pytest.mark.parametrize("path", REPOSITORIES, ids=lambda path: path.name)
def test_a_repository_of_others(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    started = time.process_time()
    report = check(CheckRequest(path=path, kind="terraform")).report
    seconds = time.process_time() - started
    found = summary(report)
    with capsys.disabled():
        print(f"\n{path.name}: {report.summary()}; {seconds:.1f} s of CPU")
    for form in FORMATS:
        assert render(form, report, "low")
    compared(GOLDEN / f"{path.name}.json", revision(path), found)


def test_fixes_are_tried_on_them_and_nothing_is_written() -> None:
    """On the smallest: an edit that would break a file, or bring another finding, is told and not shown."""
    if not REPOSITORIES:
        pytest.skip(f"{VARIABLE} names no folder of repositories: nothing of others is set right here")
    path = min(REPOSITORIES, key=lambda each: sum(1 for _ in each.rglob("*.tf")))
    before = {file: file.read_bytes() for file in path.rglob("*.tf")}
    result = check(CheckRequest(path=path, kind="terraform", diff=True, area="europe-west4"))
    assert {file: file.read_bytes() for file in path.rglob("*.tf")} == before
    assert all(fix.why for fix in result.report.fixes if fix.state == "refused")
    assert bool(result.diff) == any(fix.state == "possible" for fix in result.report.fixes)


def summary(report: Report) -> dict[str, Any]:
    known = Counter(finding.rule.id for finding in report.findings if not finding.unknown)
    unknown = Counter(finding.rule.id for finding in report.findings if finding.unknown)
    return {
        "resources": report.coverage.resources,
        "roots": report.coverage.roots,
        "not_readable": len(report.problems),
        "findings": dict(sorted(known.items())),
        "unknown": dict(sorted(unknown.items())),
    }
