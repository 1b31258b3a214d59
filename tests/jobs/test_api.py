"""The way in from Python: every job, typed, and it prints nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from repository import ROOT

from landfast import api

SPEC = "name: churn\nresidency: {area: eu, region: europe-west4}\n"


def test_every_job_is_in_it() -> None:
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "landfast/jobs").glob("*.py")}
    jobs = {name for name, text in texts.items() if f"\ndef {name}(" in text}
    assert {"up", "plan", "down", "status", "check"} <= jobs
    assert jobs <= set(api.__all__)
    for name in jobs:
        request = "".join(word.title() for word in name.split("_")) + "Request"
        assert f"class {request}" not in texts[name] or request in api.__all__


def test_it_judges_without_a_word(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bucket = 'resource "google_storage_bucket" "b" {\n  name     = "b"\n  location = "US"\n}\n'
    (tmp_path / "main.tf").write_text(bucket, encoding="utf-8")
    found = api.check(api.CheckRequest(path=tmp_path, area="eu"))
    assert "LF-RES-001" in {finding.rule.id for finding in found.report.findings}
    assert found.exit_code == 1
    assert found.to_json()["findings"]
    assert capfd.readouterr() == ("", "")


def test_what_is_wrong_with_a_spec_is_raised_at_once(tmp_path: Path) -> None:
    path = tmp_path / "landfast.yaml"
    path.write_text(SPEC.replace("churn", "Churn!").replace("europe-west4", "us-central1"), encoding="utf-8")
    with pytest.raises(api.InputError) as raised:
        api.plan(api.PlanRequest(spec=path))
    assert [problem.path.partition(" ")[0] for problem in raised.value.problems] == ["name", "residency.region"]
