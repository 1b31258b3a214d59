"""Releases by the command line: two versions, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sample_project import FACTS

from landfast_ml.cli import main
from landfast_ml.environment import Job


def use(job: Job, *words: str) -> int:
    return main(job.project, ["release", *words, "--environment", "dev"])


@pytest.fixture
def origin(job: Job) -> Job:
    facts = json.dumps({**FACTS, "environment": "dev"}).replace("unit-", "dev-")
    (job.root / "environments" / "dev.json").write_text(facts, encoding="utf-8")
    return job


def listed(job: Job, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, str]]:
    capsys.readouterr()
    assert use(job, "list", "--output", "json") == 0
    return [(one["kind"], one["version"], one["digest"]) for one in json.loads(capsys.readouterr().out)["deployments"]]


def test_a_rollback_runs_what_ran_before(origin: Job, capsys: pytest.CaptureFixture[str]) -> None:
    assert use(origin, "rollback", "--by", "Ada") == 1
    settings: Path = origin.root / "settings.toml"
    for number in (1, 2):
        settings.write_text(f"# {number}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
        assert use(origin, "build") == 0
        assert use(origin, "promote", f"v{number}", "--by", "Ada") == 0
    assert use(origin, "rollback", "--by", "Ada") == 0
    back, second, first = listed(origin, capsys)
    assert (back[:2], second[:2], first[:2]) == (("rollback", "v1"), ("release", "v2"), ("release", "v1"))
    assert back[2] == first[2] != second[2]
    assert use(origin, "rollback", "--by", "Ada") == 1
    assert "v1 is the first version" in capsys.readouterr().err
