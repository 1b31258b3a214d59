"""A high-risk AI system owes more: its rules are on with `ai`, and what stands against the GDPR is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_folders import build

from landfast.check import Report
from landfast.check.report.formats.registry import FORMATS, render
from landfast.jobs.check import CheckRequest, check

SPEC = "name: churn\nresidency: {region: europe-west4}\nenvironments: {dev: {approval: true}}\n"
LOGS = """resource "google_logging_project_bucket_config" "b" {
  bucket_id      = "b"
  location       = "europe-west4"
  retention_days = DAYS
}
resource "google_bigquery_dataset" "endless" {
  dataset_id = "churn_predictions"
  location   = "europe-west4"
}
"""


def judged(tmp_path: Path, days: str, ai: str) -> Report:
    spec = tmp_path / "landfast.yaml"
    spec.write_text(f"{SPEC}{ai}")
    return check(
        CheckRequest(path=build(tmp_path / "infra", {"main.tf": LOGS.replace("DAYS", days)}), spec=spec)
    ).report


def of_ai(report: Report) -> list[tuple[str, str]]:
    return [(f.rule.id, f.message) for f in report.findings if f.rule.id.startswith("LF-AIA")]


def test_without_ai_nothing_of_it_is_asked(tmp_path: Path) -> None:
    report = judged(tmp_path, "90", "")
    assert (of_ai(report), report.inventory.conflicts) == ([], ())


@pytest.mark.parametrize(
    ("role", "article"),
    [("provider", "Art. 19(1)"), ("deployer", "Art. 26(6)"), ("[provider, deployer]", "Art. 19(1), 26(6)")],
)
def test_six_months_are_asked_of_whom_the_law_asks(tmp_path: Path, role: str, article: str) -> None:
    report = judged(tmp_path, "183", f"ai: {{area: employment, role: {role}}}\n")
    [(rule, message)] = of_ai(report)
    assert (rule, f"(AI Act {article})" in message) == ("LF-AIA-001", True)
    assert not of_ai(judged(tmp_path, "184", f"ai: {{area: employment, role: {role}}}\n"))


@pytest.mark.parametrize("days", ["90", "400"])
def test_what_the_two_laws_want_is_shown_whether_or_not_there_is_a_finding(tmp_path: Path, days: str) -> None:
    report = judged(tmp_path, days, "ai: {area: employment, role: deployer}\n")
    assert {(each.address, each.days) for each in report.inventory.conflicts} == {
        ("google_logging_project_bucket_config.b", float(days)),
        ("google_bigquery_dataset.endless", float("inf")),
    }
    for form in FORMATS:
        if form != "gitlab":
            text = " ".join(render(form, report, "low").replace("&#40;", "(").replace("&#41;", ")").split())
            assert "GDPR Art. 5(1)(e): no longer" in text, form
            assert "184 days at least" in text, form
