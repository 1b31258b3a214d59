"""What the rules work out beside findings: erasure, processors, impact; and the file of waivers."""

from __future__ import annotations

import datetime as dt
import json
from math import inf
from pathlib import Path
from typing import Any

import pytest
from check_folders import check_documents
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from landfast.check import Document, PolicyContext, Report, merged, to_json
from landfast.cli import landfast
from landfast.core.errors import InputError
from landfast.policies.facts.durations import duration_days, number
from landfast.stacks.spec.exceptions import load_exceptions

EU = "europe-west4"


def report(resources: dict[str, dict[str, Any]], **settings: Any) -> Report:
    settings = {"today": dt.date(2026, 11, 24), **settings}
    return check_documents([Document("d", {"resource": resources})], PolicyContext("eu", **settings))


def lag(type_: str, body: dict[str, Any], **beside: dict[str, Any]) -> tuple[float, float]:
    """(kept, lag) of one resource."""
    others = {f"google_{other}": {"o": values} for other, values in beside.items()}
    found = report({type_: {"x": body}, **others}).inventory.erasure
    own = next(each for each in found if each.address == f"{type_}.x")
    return own.kept, own.lag


def bucket(*rules: dict[str, Any], **values: Any) -> dict[str, Any]:
    deletes = [{"action": {"type": "Delete"}, "condition": rule} for rule in rules]
    return {"name": "b", "location": EU, "lifecycle_rule": deletes, **values}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (bucket(), (inf, 7)),
        (bucket({"age": 30}), (30, 7)),
        (bucket({"age": 30}, {"age": 10}), (10, 7)),
        (bucket({"age": 30, "matches_prefix": ["tmp/"]}), (inf, 7)),
        (bucket({"age": 30}, soft_delete_policy={"retention_duration_seconds": 0}), (30, 0)),
        (bucket({"days_since_noncurrent_time": 14}, versioning={"enabled": True}), (inf, 21)),
        (bucket({"age": 30}, versioning={"enabled": True}), (30, 37)),
        (bucket({"age": 0, "days_since_noncurrent_time": 14}, versioning={"enabled": True}), (inf, 21)),
        (bucket({"age": 0, "send_age_if_zero": True}), (0, 7)),
        (bucket({"age": 30, "days_since_noncurrent_time": 14}, versioning={"enabled": True}), (inf, 37)),
        (bucket({"age": 30, "created_before": "2020-01-01"}), (inf, 7)),
        (bucket({"num_newer_versions": 3}, versioning={"enabled": True}), (inf, inf)),
        (bucket({"age": 30}, retention_policy={"retention_period": 864000}), (30, 17)),
        (bucket({"age": 30}, soft_delete_policy={"retention_duration_seconds": "${var.x}"}), (inf, inf)),
    ],
)
def test_lag_of_a_bucket_is_the_sum_of_what_keeps_its_objects(body: dict[str, Any], expected: Any) -> None:
    assert lag("google_storage_bucket", body) == expected


def test_lag_of_databases_counts_backups_and_what_lies_beyond_them() -> None:
    backups = {
        "enabled": True,
        "backup_retention_settings": {"retained_backups": 3},
        "transaction_log_retention_days": 7,
    }
    assert lag("google_sql_database_instance", {"settings": {"backup_configuration": backups}}) == (inf, 7)
    assert lag("google_sql_database_instance", {"settings": {}}) == (inf, 0)
    assert lag("google_alloydb_cluster", {"location": EU}) == (inf, 14)
    weekly = {"time_based_retention": {"retention_period": "2419200s"}}
    assert lag("google_alloydb_cluster", {"location": EU, "automated_backup_policy": weekly}) == (inf, 28)
    schedule = {"database": "db", "retention_duration": "864000s"}
    kept = lag(
        "google_spanner_database", {"name": "db", "version_retention_period": "2d"}, spanner_backup_schedule=schedule
    )
    assert kept == (inf, 12)
    assert lag("google_spanner_database", {"name": "other"}, spanner_backup_schedule=schedule)[1] < 1


def test_lag_of_datasets_topics_and_logs() -> None:
    dataset = {"location": EU, "default_table_expiration_ms": 86_400_000}
    assert lag("google_bigquery_dataset", dataset) == (1, 14)
    assert lag("google_bigquery_dataset", {**dataset, "default_partition_expiration_ms": "172800000"}) == (2, 14)
    assert lag("google_bigquery_dataset", {"location": EU, "default_partition_expiration_ms": 1})[0] == inf
    assert lag("google_bigquery_dataset", {"location": EU, "default_table_expiration_ms": 0})[0] == inf
    assert lag("google_bigquery_dataset", {"location": EU, "max_time_travel_hours": "48"}) == (inf, 9)
    topic = {"name": "t", "message_retention_duration": "86400s"}
    assert lag("google_pubsub_topic", topic) == (1, 1)
    assert lag("google_pubsub_topic", topic, pubsub_subscription={"topic": "projects/p/topics/t"}) == (7, 7)
    assert lag("google_pubsub_topic", topic, pubsub_subscription={"topic": "projects/p/topics/u"}) == (1, 1)
    assert lag("google_logging_project_bucket_config", {"retention_days": 400}) == (400, 400)


def test_longest_lag_leaves_out_what_no_person_can_be_taken_out_of() -> None:
    logs = {"l": {"project": "p", "location": EU, "bucket_id": "b", "retention_days": 400}}
    found = report({"google_logging_project_bucket_config": logs, "google_storage_bucket": {"b": bucket({"age": 30})}})
    longest = found.inventory.longest
    assert longest is not None
    assert longest.address == "google_storage_bucket.b"
    erasure = to_json(found)["erasure"]
    assert erasure["longest"]["lag_days"] == 7
    assert erasure["longest"]["parts"] == [{"what": "soft delete", "days": 7.0}]
    assert {each["address"]: each["one_person_alone"] for each in erasure["resources"]} == {
        "google_logging_project_bucket_config.l": False,
        "google_storage_bucket.b": True,
    }


def test_processors_are_listed_once_with_who_runs_them_and_whether_they_are_on_record() -> None:
    push = {"topic": "t", "push_config": {"push_endpoint": "https://hooks.slack.com/x"}}
    resources = {"google_pubsub_subscription": {"s": push}, "google_storage_bucket": {"b": bucket({"age": 1})}}
    found = merged([report(resources, processors=["slack.com"]), report(resources, processors=["slack.com"])])
    (processor,) = to_json(found)["processors"]
    assert (processor["host"], processor["operator"], processor["recorded"]) == ("hooks.slack.com", "Slack, US", True)
    assert not [finding for finding in found.findings if finding.rule.id == "LF-PRC-001"]
    assert not report(resources).inventory.processors[0].recorded


def test_what_calls_for_an_impact_assessment_is_listed_and_is_no_finding() -> None:
    service = {"v": {"service": "vision.googleapis.com"}, "s": {"service": "storage.googleapis.com"}}
    found = report({"google_project_service": service}, special_categories=True)
    listed = [(each["address"], each["article"]) for each in to_json(found)["impact_assessment"]]
    # The second: nothing keeps the jobs from the internet.
    assert listed == [("", "35(3)(b)"), ("", "32(1)(b)"), ("google_project_service.v", "35(3)(b)")]
    assert {finding.rule.id for finding in found.findings} == {"LF-RES-009"}


@pytest.mark.parametrize(("half", "closed"), [("status", True), ("spec", False)])
def test_only_an_enforced_perimeter_closes_the_room(half: str, closed: bool) -> None:
    perimeter = {half: {"restricted_services": ["aiplatform.googleapis.com"]}, "name": "p", "parent": "a", "title": "p"}
    found = report({"google_access_context_manager_service_perimeter": {"p": perimeter}}, special_categories=True)
    said = [each["article"] for each in to_json(found)["impact_assessment"]]
    assert ("32(1)(b)" not in said) is closed


@pytest.mark.parametrize(
    ("text", "days"),
    [("86400s", 1), ("604800.5s", 7.000005787), ("168h0m0s", 7), ("7d", 7), ("P7D", 7), ("P1DT12H", 1.5), ("1w", 7)],
)
def test_times_are_read_as_services_write_them(text: str, days: float) -> None:
    assert duration_days(text) == pytest.approx(days)


@pytest.mark.parametrize("value", ["", "P", "s", "7", "7 days", "-1s", "7dd", "١s", None, 7, True, "1e5s"])
def test_what_is_no_time_is_none(value: Any) -> None:
    assert duration_days(value) is None


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.lists(st.text())))
def test_no_value_breaks_the_readers_of_times_and_numbers(value: Any) -> None:
    assert duration_days(value) is None or isinstance(duration_days(value), float | int)
    assert number(value) is None or isinstance(number(value), float)


WAIVER = """\
waivers:
  - {rule: LF-RET-001, address: google_storage_bucket.b, reason: legal duty, owner: dpo@a.example, expires: 2999-01-01}
"""


def run(folder: Path, *options: str) -> Any:
    body = {"resource": {"google_storage_bucket": {"b": bucket()}}, "terraform": {"backend": {"gcs": {"bucket": "b"}}}}
    (folder / "main.tf.json").write_text(json.dumps(body))
    return CliRunner().invoke(landfast, ["check", str(folder / "main.tf.json"), "--json", *options])


def test_waivers_of_a_file_cover_findings_of_a_configuration_without_a_spec(tmp_path: Path) -> None:
    before = json.loads(run(tmp_path).output)["result"]
    assert "LF-RET-001" in {finding["rule"] for finding in before["findings"]}
    (tmp_path / "waivers.yaml").write_text(WAIVER + "processors: [api.partner.example]\n")
    after = json.loads(run(tmp_path, "--waivers", str(tmp_path / "waivers.yaml")).output)["result"]
    assert "LF-RET-001" not in {finding["rule"] for finding in after["findings"]}
    (waived,) = after["waived"]
    assert waived["waiver"]["owner"] == "dpo@a.example"
    assert load_exceptions(tmp_path / "waivers.yaml").processors == ("api.partner.example",)


def test_waivers_that_ended_or_cover_nothing_are_findings(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text(WAIVER.replace("2999", "2020") + WAIVER.splitlines()[1].replace("bucket.b", "bucket.c"))
    found = json.loads(run(tmp_path, "--waivers", str(path)).output)["result"]
    assert {"LF-RET-001", "LF-WVR-001", "LF-WVR-002"} <= {finding["rule"] for finding in found["findings"]}


def test_every_problem_of_a_waiver_file_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "waivers.yaml"
    path.write_text("waivers:\n  - {rule: RES-1, reason: no, owner: me, expires: soon}\nprocesors: []\n")
    with pytest.raises(InputError) as caught:
        load_exceptions(path)
    for place in ("waivers.0.rule (waivers.yaml:2)", "reason", "owner", "expires", "procesors (waivers.yaml:3)"):
        assert place in str(caught.value)
    path.write_text(WAIVER.replace("address:", "resource:"))
    with pytest.raises(InputError, match=r"is no key of a file of waivers; did you mean address\?"):
        load_exceptions(path)
    with pytest.raises(InputError, match="name another with --waivers"):
        load_exceptions(tmp_path / "none.yaml")


def test_waivers_of_a_spec_stand_in_the_spec(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"--waivers: does not apply to a spec.*landfast\.yaml"):
        CliRunner().invoke(landfast, ["check", "--waivers", str(tmp_path / "waivers.yaml")], catch_exceptions=False)
