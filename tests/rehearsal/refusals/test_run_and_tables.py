"""Cloud Run's limits and images, BigQuery's schemas, metrics and sinks of Cloud Logging, limits of alerts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from refusals import PROJECT, REGION, Case, check, standing
from rehearsal_client import Client

from landfast.rehearsal import images_in
from landfast.rehearsal.cloud.images import expect, parse_image, registry_host

__all__ = ["standing"]

RUN, JOB, TABLE = "google_cloud_run_v2_service", "google_cloud_run_v2_job", "google_bigquery_table"
METRIC, SINK, ALERT = "google_logging_metric", "google_logging_project_sink", "google_monitoring_alert_policy"
OURS = f"{REGION}-docker.pkg.dev/{PROJECT}/containers/app:1"
HELLO = "us-docker.pkg.dev/cloudrun/container/hello"


def service(image: str = HELLO, cpu: str = "1", memory: str = "512Mi", **container: Any) -> dict[str, Any]:
    template = container.pop("template", {})
    top = container.pop("top", {})
    own = {"image": image, "resources": [{"limits": {"cpu": cpu, "memory": memory}}], **container}
    whole = {"template": [{"containers": [own], **template}], "deletion_protection": False}
    return {"name": "app", "location": REGION, **whole, **top}


def table(*columns: dict[str, Any], **values: Any) -> dict[str, Any]:
    schema = json.dumps(columns or [column("day", "DATE"), column("id", "INTEGER"), column("kind")])
    return {"dataset_id": "records", "table_id": "t", "deletion_protection": False, "schema": schema, **values}


def column(name: str = "a", kind: str = "STRING", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **more}


def metric(kind: str = "DELTA", value: str = "INT64", **more: Any) -> dict[str, Any]:
    labels = [{"key": key} for key in more.pop("labels", ())]
    descriptor = [{"metric_kind": kind, "value_type": value, "labels": labels}]
    return {"name": "seen", "filter": "severity>=ERROR", "metric_descriptor": descriptor, **more}


def alert(duration: str = "60s", number: int = 1, **threshold: Any) -> dict[str, Any]:
    text = 'metric.type="logging.googleapis.com/log_entry_count" AND resource.type="gce_instance"'
    condition = {"filter": text, "comparison": "COMPARISON_GT", "duration": duration, **threshold}
    conditions = [{"display_name": f"c{index}", "condition_threshold": [condition]} for index in range(number)]
    return {"display_name": "a", "combiner": "OR", "conditions": conditions}


def limited(period: str) -> dict[str, Any]:
    return {**alert(), "alert_strategy": [{"notification_rate_limit": [{"period": period}]}]}


CASES = [
    Case("a text of negative length", TABLE, table(column(maxLength="-1")), says="maxLength"),
    Case("stale by a word", TABLE, table(max_staleness="soon"), says="max_staleness"),
    Case("stale by an hour", TABLE, table(max_staleness="0-0 0 1:0:0"), ""),
    Case("an alert of what is the same", ALERT, alert(comparison="COMPARISON_EQ"), says="COMPARISON_GT"),
    Case("a number of too many digits", TABLE,
         table(column(kind="NUMERIC", precision="39", scale="2")), says="2 to 31"),
    Case("a number of too many decimals", TABLE,
         table(column(kind="NUMERIC", precision="20", scale="10")), says="at most 9"),
    Case("a number", TABLE, table(column(kind="NUMERIC", precision="31", scale="2")), ""),
    Case("a big number", TABLE, table(column(kind="BIGNUMERIC", precision="76", scale="38")), ""),
    Case("a range of nothing", TABLE, table(column(kind="RANGE")), says="rangeElementType"),
    Case("a range of days", TABLE, table(column(kind="RANGE", rangeElementType={"type": "DATE"})), ""),
    Case("nothing seen, at once", ALERT,
         alert("0s", evaluation_missing_data="EVALUATION_MISSING_DATA_INACTIVE"), says="non-zero duration"),
    Case("nothing seen for a minute", ALERT,
         alert("60s", evaluation_missing_data="EVALUATION_MISSING_DATA_INACTIVE"), ""),
    Case("an image of Google's", RUN, service(), ""),
    Case("an image that was never pushed", RUN, service(OURS), says="not found"),
    Case("an image of no repository", RUN, service(OURS.replace("containers", "none")), says="not found"),
    Case("an image of the old registry", RUN, service(f"gcr.io/{PROJECT}/app"), says="not found"),
    Case("an image of another host", RUN, service("ghcr.io/acme/app:1"), says="Expected an image path"),
    Case("an image in capitals", RUN, service("docker.io/Acme/App"), says="Expected an image path"),
    Case("an image of Docker's", RUN, service("nginx:1.27"), ""),
    Case("three CPUs", RUN, service(cpu="3"), says="1, 2, 4, 6 or 8"),
    Case("no CPU", RUN, service(cpu="many"), says="cpu"),
    Case("thousandths", RUN, service(cpu="2000m"), ""),
    Case("too much memory for a CPU", RUN, service(memory="8Gi"), says="between 128Mi and 4096Mi"),
    Case("too little memory for four", RUN, service(cpu="4", memory="1Gi"), says="between 2048Mi"),
    Case("memory of nonsense", RUN, service(memory="lots"), says="memory"),
    Case("half a CPU for many", RUN, service(cpu="500m"), says="not supported with concurrency"),
    Case("half a CPU for one", RUN, service(cpu="500m", template={"max_instance_request_concurrency": 1}), ""),
    Case("a thousand and one at once", RUN, service(template={"max_instance_request_concurrency": 1001}), says="1000"),
    Case("two hours", RUN, service(template={"timeout": "7200s"}), says="between 1 and 3600"),
    Case("more at least than at most", RUN,
         service(template={"scaling": [{"min_instance_count": 5, "max_instance_count": 2}]}),
         says="larger than the max"),
    Case("a variable of Google's", RUN, service(env=[{"name": "PORT", "value": "80"}]), says="reserved env names"),
    Case("a variable twice", RUN, service(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]), says="once"),
    Case("a secret that there is not", RUN,
         service(env=[{"name": "A", "value_source": [{"secret_key_ref": [{"secret": "none", "version": "1"}]}]}]),
         says="none"),
    Case("a secret", RUN,
         service(env=[{"name": "A", "value_source": [{"secret_key_ref": [{"secret": "pepper", "version": "1"}]}]}]),
         ""),
    Case("a mount of no volume", RUN, service(volume_mounts=[{"name": "v", "mount_path": "/v"}]), says="no volume"),
    Case("a port too high", RUN, service(ports=[{"container_port": 70000}]), says="container_port"),
    Case("an account that there is not", RUN,
         service(template={"service_account": f"ghost@{PROJECT}.iam.gserviceaccount.com"}), "404 NOT_FOUND"),
    Case("a name of fifty letters", RUN, service(top={"name": "a" * 50}), says="name"),
    Case("traffic of nine tenths", RUN,
         service(top={"traffic": [{"percent": 90, "type": "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"}]}),
         says="sum to 100"),
    Case("a job tried eleven times", JOB,
         {"name": "j", "location": REGION,
          "template": [{"template": [{"max_retries": 11, "containers": [{"image": HELLO}]}]}]},
         says="between 0 and 10"),
    Case("a job's own image", JOB,
         {"name": "j", "location": REGION, "template": [{"template": [{"containers": [{"image": OURS}]}]}]},
         says="not found"),
    Case("columns", TABLE, table(), ""),
    Case("a type that there is not", TABLE, table(column(kind="TEXTUAL")), says="TEXTUAL"),
    Case("a mode that there is not", TABLE, table(column(mode="OPTIONAL")), says="OPTIONAL"),
    Case("a column twice", TABLE, table(column("a"), column("A")), says="already exists"),
    Case("a column with a dot", TABLE, table(column("a.b")), says="letters, numbers"),
    Case("a column of BigQuery's", TABLE, table(column("_PARTITIONTIME")), says="reserved name"),
    Case("a record of nothing", TABLE, table(column(kind="RECORD")), says="no schema"),
    Case("a type in a record", TABLE, table(column(kind="RECORD", fields=[column(kind="VARCHAR")])), says="VARCHAR"),
    Case("a record", TABLE, table(column(kind="STRUCT", fields=[column("b", "BIGNUMERIC")])), ""),
    Case("a length of a number", TABLE, table(column(kind="INT64", maxLength="5")), says="maxLength"),
    Case("a tag that there is not", TABLE,
         table(column(policyTags={"names": [f"projects/{PROJECT}/locations/{REGION}/taxonomies/1/policyTags/2"]})),
         "404 NOT_FOUND", says="Policy tag"),
    Case("no list", TABLE, table(schema='{"name": "a"}'), says="list of columns"),
    Case("days of a text", TABLE,
         table(time_partitioning=[{"type": "DAY", "field": "kind"}]), says="TIMESTAMP, DATETIME"),
    Case("days of no column", TABLE,
         table(time_partitioning=[{"type": "DAY", "field": "none"}]), says="cannot be found"),
    Case("hours of a day", TABLE,
         table(time_partitioning=[{"type": "HOUR", "field": "day"}]), says="TIMESTAMP, DATETIME"),
    Case("days", TABLE, table(time_partitioning=[{"type": "DAY", "field": "day"}], clustering=["kind", "id"]), ""),
    Case("clusters of no column", TABLE, table(clustering=["none"]), says="cannot be found"),
    Case("five clusters", TABLE,
         table(*(column(f"c{n}") for n in range(5)), clustering=[f"c{n}" for n in range(5)]), "validate"),
    Case("ranges of a text", TABLE,
         table(range_partitioning=[{"field": "kind", "range": [{"start": 0, "end": 9, "interval": 1}]}]),
         says="INTEGER"),
    Case("a filter of no partition", TABLE, table(require_partition_filter=True), says="no partitions"),
    Case("a dataset that there is not", TABLE, table(dataset_id="none"), "404 NOT_FOUND", says="none"),
    Case("time travel of ten days", "google_bigquery_dataset",
         {"dataset_id": "d", "location": REGION, "max_time_travel_hours": "240"}, says="168"),
    Case("a metric", METRIC, metric(), ""),
    Case("a distribution of nothing", METRIC, metric(value="DISTRIBUTION"), says="needs value extractor"),
    Case("a distribution", METRIC, metric(value="DISTRIBUTION", value_extractor="EXTRACT(jsonPayload.ms)"), ""),
    Case("a count with a value", METRIC, metric(value_extractor="EXTRACT(jsonPayload.ms)"), says="takes no"),
    Case("a label from nowhere", METRIC, metric(labels=["kind"]), says="needs an extractor"),
    Case("a label from somewhere", METRIC,
         metric(labels=["kind"], label_extractors={"kind": 'REGEXP_EXTRACT(textPayload, "kind=(\\\\w+)")'}), ""),
    Case("a label of no group", METRIC,
         metric(labels=["kind"], label_extractors={"kind": 'REGEXP_EXTRACT(textPayload, "kind")'}),
         says="capture group"),
    Case("a sink to nowhere", SINK, {"name": "s", "destination": "s3.amazonaws.com/logs"}, says="destination"),
    Case("logs for ten years and more", "google_logging_project_bucket_config",
         {"project": PROJECT, "location": REGION, "bucket_id": "own", "retention_days": 4000}, says="3650"),
    Case("an alert", ALERT, alert(), ""),
    Case("61 seconds", ALERT, alert("61s"), says="multiple of 60"),
    Case("a day and two hours", ALERT, alert("93600s"), says="between 0 and 90000"),
    Case("minutes for seconds", ALERT, alert("5m"),
         says=r"Field alert_policy.conditions\[0\].condition_threshold.duration had an invalid value of .5m.: Must be"),
    Case("seven conditions", ALERT, alert(number=7), says="between 1 and 6"),
    Case("seventeen channels", ALERT,
         {**alert(), "notification_channels": [f"c{n}" for n in range(17)]}, "404 NOT_FOUND"),
    Case("an average of thirty seconds", ALERT,
         alert(aggregations=[{"alignment_period": "30s", "per_series_aligner": "ALIGN_RATE"}]), says="between 60"),
    Case("a sum of what is not aligned", ALERT,
         alert(aggregations=[{"alignment_period": "60s", "cross_series_reducer": "REDUCE_SUM"}]),
         says="needs a per-series"),
    Case("a limit on no log", ALERT, limited("300s"), says="metric-based alert policies must not"),
    Case("closed in ten minutes", ALERT, {**alert(), "alert_strategy": [{"auto_close": "600s"}]}, says="1800"),
    Case("a check every two minutes", "google_monitoring_uptime_check_config",
         {"display_name": "u", "timeout": "10s", "period": "120s", "tcp_check": [{"port": 80}],
          "monitored_resource": [{"type": "uptime_url", "labels": {"host": "example.org"}}]}, says="period"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=str)
def test_google_answers(standing: Client, case: Case) -> None:
    check(standing, case)


def test_an_image_that_can_have_been_pushed(standing: Client) -> None:
    later = OURS.replace("containers", "later")
    expect(standing.store, [OURS, later, HELLO])
    check(standing, Case("", RUN, service(OURS), ""))
    check(standing, Case("", RUN, service(later, top={"name": "b"}), says="not found"))
    other = {"location": REGION, "format": "DOCKER"}
    standing.create("google_artifact_registry_repository", **other, repository_id="other")
    check(standing, Case("", RUN, service(later, top={"name": "b"}), says="not found"))
    # Whoever pushes it does so as soon as there is something to push into.
    standing.create("google_artifact_registry_repository", **other, repository_id="later")
    check(standing, Case("", RUN, service(later, top={"name": "b"}), ""))


def test_a_repository_in_front_of_another_has_what_that_has(standing: Client) -> None:
    docker = [{"docker_repository": [{"public_repository": "DOCKER_HUB"}]}]
    own = {"repository_id": "mirror", "location": REGION, "format": "DOCKER", "mode": "REMOTE_REPOSITORY"}
    standing.create("google_artifact_registry_repository", **own, remote_repository_config=docker)
    check(standing, Case("", RUN, service(OURS.replace("containers", "mirror")), ""))


def test_images() -> None:
    assert registry_host("europe-docker.pkg.dev/p/r/a@sha256:" + 64 * "0") == "europe-docker.pkg.dev"
    assert registry_host("localhost:5000/a") is None
    found = parse_image("eu.gcr.io/p/a:V1")
    assert found is not None
    assert (found.project, found.repository) == ("p", "")


def test_images_that_a_configuration_names(tmp_path: Path) -> None:
    template = [{"containers": [{"image": OURS}]}]
    document = {"resource": {RUN: {"a": {"template": template}}, "google_storage_bucket": {"b": {"image": "x"}}}}
    (tmp_path / "main.tf.json").write_text(json.dumps(document))
    assert images_in([tmp_path]) == {OURS}
