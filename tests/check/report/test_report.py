"""The verdict: order, exit codes, coverage, waivers, and what a person or a program gets to see of it."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from check_folders import check_documents
from rich.console import Console

from landfast.check import Document, PolicyContext, Report, check, merged, print_table, to_json
from landfast.policies import RULES
from landfast.stacks.spec import Waiver

TODAY = dt.date(2026, 11, 23)
BODY: dict[str, Any] = {
    "terraform": {"backend": {"gcs": {"bucket": "state"}}},
    "resource": {
        "google_storage_bucket": {
            "far": {"name": "far", "location": "US", "uniform_bucket_level_access": True},
            "[odd]": {"name": "odd", "location": "europe-west2"},
        },
        "google_project": {"p": {"project_id": "p"}},
        "google_made_up": {"d": {}},
    },
}


def waiver(rule: str, address: str = "*", days: int = 30) -> Waiver:
    until = TODAY + dt.timedelta(days=days)
    return Waiver(rule=rule, address=address, reason="decided by the board", owner="dpo@acme.example", expires=until)


def judged(body: Any = BODY, *waivers: Waiver, area: str = "eu", beside: tuple[Document, ...] = ()) -> Report:
    context = PolicyContext(area, waivers=waivers, today=TODAY, buckets={"state": "europe-west4"})
    return check_documents([Document("d", body, {"google_storage_bucket.far": "stacks/x.py:3"})], context, beside)


def has(report: Report, rule: str, address: str) -> bool:
    return any(finding.rule.id == rule and finding.address == address for finding in report.findings)


def test_same_input_gives_the_same_bytes_whatever_the_order_of_its_keys() -> None:
    backwards = {**BODY, "resource": dict(reversed(BODY["resource"].items()))}
    assert json.dumps(to_json(judged())) == json.dumps(to_json(judged(backwards)))


def test_worst_findings_come_first() -> None:
    order = [finding.order for finding in judged().findings]
    assert order == sorted(order)
    assert judged().findings[0].severity == "high"


def test_exit_code_follows_the_least_severity() -> None:
    fine = {"resource": {"google_project_service": {"s": {"project": "p", "service": "x"}}}}
    report = judged({**fine, "terraform": {}})
    assert {finding.severity for finding in report.findings} == {"low"}
    assert report.exit_code("low") == 1
    assert report.exit_code("medium") == 0
    assert judged({**fine, "terraform": BODY["terraform"]}).exit_code() == 0


def test_what_could_not_be_told_is_never_a_pass() -> None:
    body = {**BODY, "resource": {"google_made_up": {"d": {}}}}
    # How bad it is nobody knows: whatever fails, it is no pass.
    assert judged(body).exit_code("high") == 2
    assert judged(body).exit_code("critical") == 2
    assert judged().exit_code("high") == 1


def test_coverage_counts_every_resource() -> None:
    coverage = judged().coverage
    assert (coverage.resources, coverage.assessed, coverage.no_content, coverage.not_assessed) == (4, 2, 1, 1)
    assert coverage.unassessed == ("google_made_up",)
    assert set(judged().ran) == {rule.id for rule in RULES}


def test_coverage_says_of_each_type_what_was_judged() -> None:
    types = {each.type: each for each in judged().coverage.types}
    bucket, unknown = types["google_storage_bucket"], types["google_made_up"]
    assert bucket.resources == 2
    assert bucket.judged.data == "content"
    assert {"location", "custom_placement_config.data_locations"} <= set(bucket.judged.places)
    assert (unknown.judged.coverage, unknown.judged.places) == ("not assessed", ())
    held = [each.judged for each in types.values() if each.judged.coverage == "no content"]
    assert held
    assert all(each.why for each in held)
    twice = merged([judged(), judged()]).coverage.types
    assert [each.resources for each in twice] == [2 * each.resources for each in judged().coverage.types]


def test_nothing_to_judge_is_no_pass() -> None:
    assert check([], PolicyContext("eu")).exit_code() == 2
    assert judged({"provider": {"google": {"region": "europe-west4"}}}).exit_code() == 2
    assert judged({"resource": {"google_storage_bucket": {"b": {"count": 0}}}}).exit_code() == 2
    assert judged([1, 2]).exit_code() == 2


def test_area_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no residency area"):
        judged(area="moon")


def test_waiver_moves_its_findings_and_nothing_else() -> None:
    report = judged(BODY, waiver("LF-RES-001", "google_storage_bucket.far"))
    assert not has(report, "LF-RES-001", "google_storage_bucket.far")
    assert has(report, "LF-RES-001", "google_storage_bucket.[odd]")
    [waived] = report.waived
    assert (waived.rule.id, waived.waiver and waived.waiver.owner) == ("LF-RES-001", "dpo@acme.example")


def test_brackets_in_an_address_are_no_pattern() -> None:
    report = judged(BODY, waiver("LF-RES-001", "google_storage_bucket.[odd]"))
    assert not has(report, "LF-RES-001", "google_storage_bucket.[odd]")


def test_expired_and_unused_waivers_are_findings_and_cover_nothing() -> None:
    report = judged(BODY, waiver("LF-RES-001", days=-1), waiver("LF-ENC-004", "nothing"))
    assert has(report, "LF-RES-001", "google_storage_bucket.far")
    assert has(report, "LF-WVR-001", "*")
    assert has(report, "LF-WVR-002", "nothing")
    assert not report.waived


def test_waiver_holds_on_its_last_day() -> None:
    assert judged(BODY, waiver("LF-RES-001", days=0)).waived


def test_waiver_used_by_one_of_merged_reports_is_used() -> None:
    used, unused = (
        judged(BODY, waiver("LF-RES-001")),
        judged({**BODY, "resource": {"google_project": BODY["resource"]["google_project"]}}, waiver("LF-RES-001")),
    )
    assert has(unused, "LF-WVR-002", "*")
    both = merged([used, unused])
    assert not has(both, "LF-WVR-002", "*")
    assert has(merged([unused, unused]), "LF-WVR-002", "*")
    assert both.coverage.resources == 5


def test_documents_beside_are_looked_up_in_and_not_judged() -> None:
    sink = {"google_logging_project_sink": {"s": {"destination": "storage.googleapis.com/far"}}}
    body = {"resource": sink, "terraform": BODY["terraform"]}
    assert has(judged(body), "LF-RES-005", "google_logging_project_sink.s")
    report = judged(body, beside=(Document("other", BODY),))
    assert not report.findings
    assert report.coverage.resources == 1


def test_documents_of_the_same_name_stay_apart() -> None:
    good = {"resource": {"google_storage_bucket": {"far": {"name": "g", "location": "EU"}}}}
    report = check_documents([Document("d", good), Document("d", BODY)], PolicyContext("eu"))
    assert [f.document for f in report.findings if f.rule.id == "LF-RES-001" and f.address.endswith(".far")] == ["d#2"]


def test_table_shows_severity_place_line_mend_and_coverage() -> None:
    stream = io.StringIO()
    print_table(judged(BODY, waiver("LF-RES-002", "nothing")), Console(file=stream, width=200))
    text = stream.getvalue()
    for part in ("HIGH", "LF-RES-001", "stacks/x.py:3", "google_storage_bucket.far.location", "`US` is outside Europe",
                 "google_storage_bucket.[odd]", "mend:", "LF-WVR-002",
                 "4 resources: 2 with data, assessed; 1 without; 1 not assessed"):  # fmt: skip
        assert part in text


def test_json_has_what_a_program_needs() -> None:
    document = to_json(judged(BODY, waiver("LF-RES-001", "google_storage_bucket.far")))
    assert document["coverage"]["not_assessed"] == 1
    assert document["waived"][0]["waiver"]["owner"] == "dpo@acme.example"
    assert {"rule", "severity", "articles", "address", "path", "message", "source", "mend"} <= set(
        document["findings"][0]
    )
    assert document["summary"]["waived"] == 1
