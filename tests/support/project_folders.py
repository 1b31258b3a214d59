"""Folders of ML projects, built in tests, and what is found in them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

from repository import ROOT

from landfast.check import PolicyContext, Report, check
from landfast.check.projects.folder import load_project

DEMO = ROOT / "examples/diagnosis/landfast.yaml"
VERTEX, BEAM = "landfast_ml/orchestrators/vertex.py", "landfast_ml/features/beam_options.py"
FACTS = {
    "environments/dev.json": json.dumps(
        {
            "environment": "dev",
            "project": "p-dev",
            "region": "europe-west4",
            "buckets": {"raw": "p-dev-raw"},
            "registries": {"containers": "europe-west4-docker.pkg.dev/p-dev/c"},
        }
    )
}


def build(root: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def judged(root: Path, area: str = "eu") -> Report:
    return check(load_project(root), PolicyContext(area, today=dt.date(2026, 11, 24)))


def found(root: Path, files: Mapping[str, str | bytes]) -> list[tuple[str, str, str]]:
    """(rule, `file:line`, what) of each finding."""
    report = judged(build(root, {**FACTS, **files}))
    assert not report.problems
    return [(f.rule.id, f.source, f.message) for f in report.findings]
