"""An exact area counts wherever one does: resources, code, and the rules of a spec."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_folders import build

from landfast.core.errors import InputError
from landfast.jobs.check import CheckRequest, check
from landfast.judging import policy_context
from landfast.targets.workspace import Workspace

BUCKET = 'resource "google_storage_bucket" "b" {\n  name = "b"\n  location = "europe-west3"\n}\n'


def outside(request: CheckRequest) -> bool:
    return any(finding.rule.id in ("LF-RES-001", "LF-PRJ-001") for finding in check(request).report.findings)


@pytest.mark.parametrize(
    ("area", "deny", "is_outside"),
    [
        ("eu", None, False),
        ("europe-west4,europe-west1", None, True),
        ("Europe-West3, FR", None, False),
        (None, "de", True),
        ("eu", "europe-west3", True),
        ("eu", "europe-west10", False),
    ],
)
def test_it_is_judged_by_exactly_what_is_said(
    tmp_path: Path, area: str | None, deny: str | None, is_outside: bool
) -> None:
    terraform = build(tmp_path / "infra", {"main.tf": BUCKET})
    assert outside(CheckRequest(path=terraform, area=area, deny=deny)) is is_outside
    code = build(tmp_path / "code", {"a.py": 'location = "europe-west3"\n'})
    assert outside(CheckRequest(path=code, kind="project", area=area, deny=deny)) is is_outside


def test_a_spec_says_it_to_the_rules(tmp_path: Path) -> None:
    spec = tmp_path / "landfast.yaml"
    spec.write_text("name: churn\nresidency: {area: [nl, be], deny: europe-west1, region: europe-west4}\n")
    assert policy_context(Workspace.open(spec, None)).area == "BE,NL without europe-west1"
    terraform = build(tmp_path / "infra", {"main.tf": BUCKET.replace("europe-west3", "europe-west1")})
    assert outside(CheckRequest(path=terraform, spec=spec))


def test_all_that_is_wrong_with_it_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        check(CheckRequest(path=build(tmp_path, {"main.tf": BUCKET}), area="mars,us-east1", deny="venus"))
    assert [problem.path for problem in refused.value.problems] == ["--area", "--area", "--deny"]
