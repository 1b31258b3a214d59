"""Stack operations: alerts that have runbooks, dashboards that the API takes, an audit trail that ends."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from repository import ROOT

from landfast.stacks.spec import Spec
from landfast.synth import documents_of_each
from landfast.targets import find

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("stacks-operations")

RUNBOOKS = (ROOT / "docs/runbooks.md").read_text()
BASE = {
    "name": "churn",
    "residency": {"area": "eu", "region": "europe-west4"},
    "alerts": ["ops@acme.example", "dpo@acme.example"],
    "retention": {"logs_days": 100},
}
CASES: dict[str, dict[str, Any]] = {
    "vertex": BASE,
    "all": {
        **BASE,
        "platform": {"orchestrators": ["vertex", "kubeflow", "airflow", "pachyderm"], "online_store": True},
        "runbooks": "https://acme.example/runbooks",
    },
}
# https://cloud.google.com/monitoring/api/metrics_gcp, read November 2026: metric type -> monitored resource.
ONLINE = "aiplatform.googleapis.com/prediction/online/"
METRICS = {
    **dict.fromkeys(
        (
            f"{ONLINE}{name}"
            for name in (
                *("replicas", "target_replicas", "prediction_count", "error_count", "response_count"),
                *("prediction_latencies", "cpu/utilization"),
            )
        ),
        "aiplatform.googleapis.com/Endpoint",
    ),
    **dict.fromkeys(
        (
            f"aiplatform.googleapis.com/featureonlinestore/{name}"
            for name in ("online_serving/request_count", "online_serving/serving_latencies", "storage/bigtable_nodes")
        ),
        "aiplatform.googleapis.com/FeatureOnlineStore",
    ),
    "aiplatform.googleapis.com/executing_vertexai_pipeline_jobs": "aiplatform.googleapis.com/Location",
    "aiplatform.googleapis.com/executing_vertexai_pipeline_tasks": "aiplatform.googleapis.com/Location",
    "aiplatform.googleapis.com/pipelinejob/duration": "aiplatform.googleapis.com/PipelineJob",
    "composer.googleapis.com/workflow/run_count": "cloud_composer_workflow",
    "composer.googleapis.com/workflow/run_duration": "cloud_composer_workflow",
    "dataflow.googleapis.com/job/current_num_vcpus": "dataflow_job",
    "dataflow.googleapis.com/job/is_failed": "dataflow_job",
    "kubernetes.io/container/cpu/core_usage_time": "k8s_container",
    "kubernetes.io/container/memory/used_bytes": "k8s_container",
}

Documents = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def documents() -> Documents:
    asked = [(Spec.model_validate(content), "dev", find("rehearsal")) for content in CASES.values()]
    return dict(zip(CASES, documents_of_each(asked), strict=True))  # type: ignore[arg-type]


@pytest.fixture(params=CASES)
def made(request: pytest.FixtureRequest, documents: Documents) -> dict[str, Any]:
    """The resources of the stack, by type."""
    found: dict[str, Any] = documents[request.param]["operations"]["resource"]
    return found


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, name)
    else:
        yield name, value


def test_every_alert_has_its_runbook(made: dict[str, Any]) -> None:
    for key, policy in made["google_monitoring_alert_policy"].items():
        assert f"\n## {key}\n" in RUNBOOKS
        section = RUNBOOKS.split(f"\n## {key}\n", 1)[1].split("\n## ", 1)[0]
        assert all(f"**{part}**" in section for part in ("Means", "Look first", "Mend", "GDPR")), key
        assert policy["documentation"]["content"].endswith(f"Runbook: docs/runbooks.md#{key}")


def test_alerts_link_to_the_published_runbooks(documents: Documents) -> None:
    (vertex, everything) = (documents[case]["operations"]["resource"] for case in ("vertex", "all"))
    policies = everything["google_monitoring_alert_policy"]
    assert {key: [link["url"] for link in policy["documentation"]["links"]] for key, policy in policies.items()} == {
        key: [f"https://acme.example/runbooks#{key}"] for key in policies
    }
    assert all("links" not in p["documentation"] for p in vertex["google_monitoring_alert_policy"].values())


def test_alerts_stand_on_a_project_that_has_no_metric_yet(made: dict[str, Any]) -> None:
    for policy in made["google_monitoring_alert_policy"].values():
        (condition,) = policy["conditions"]
        if "condition_matched_log" in condition:
            # The API takes a log condition only with a limit.
            assert policy["alert_strategy"]["notification_rate_limit"]["period"] == "3600s"
        else:
            assert condition["condition_prometheus_query_language"]["disable_metric_validation"] is True
            assert "notification_rate_limit" not in policy["alert_strategy"]


def test_everybody_who_is_named_hears_every_alert(made: dict[str, Any]) -> None:
    channels = made["google_monitoring_notification_channel"]
    assert {body["labels"]["email_address"] for body in channels.values()} == set(BASE["alerts"])  # type: ignore[call-overload]
    expected = [f"${{google_monitoring_notification_channel.{key}.id}}" for key in channels]
    for policy in made["google_monitoring_alert_policy"].values():
        assert sorted(policy["notification_channels"]) == sorted(expected)


def test_each_orchestrator_has_its_alert(documents: Documents) -> None:
    found = {
        case: {
            key.removeprefix("pipeline-failed-")
            for key in stacks["operations"]["resource"]["google_monitoring_alert_policy"]
            if key.startswith("pipeline-failed-")
        }
        for case, stacks in documents.items()
    }
    assert found == {"vertex": {"vertex"}, "all": {"vertex", "kubeflow", "airflow", "pachyderm"}}


@pytest.mark.parametrize(
    ("alert", "yes", "no"),
    [
        (
            "iam-change",
            ("SetIamPolicy", "google.iam.admin.v1.SetIAMPolicy", "storage.setIamPermissions"),
            ("GetIamPolicy", "google.iam.admin.v1.TestIamPermissions", "storage.buckets.create"),
        ),
        (
            "org-policy-change",
            ("google.cloud.orgpolicy.v2.OrgPolicy.UpdatePolicy", "google.cloud.orgpolicy.v2.OrgPolicy.DeletePolicy"),
            ("google.cloud.orgpolicy.v2.OrgPolicy.GetPolicy",),
        ),
        (
            "account-key",
            ("google.iam.admin.v1.CreateServiceAccountKey", "google.iam.admin.v1.UploadServiceAccountKey"),
            ("google.iam.admin.v1.CreateServiceAccount", "google.iam.admin.v1.DeleteServiceAccountKey"),
        ),
        (
            "audit-trail-change",
            ("google.logging.v2.ConfigServiceV2.DeleteSink", "google.logging.v2.ConfigServiceV2.UpdateBucket"),
            ("google.logging.v2.ConfigServiceV2.CreateSink", "google.logging.v2.ConfigServiceV2.ListBuckets"),
        ),
    ],
)
def test_filters_match_the_methods_that_they_are_about(
    documents: Documents, alert: str, yes: tuple[str, ...], no: tuple[str, ...]
) -> None:
    policies = documents["vertex"]["operations"]["resource"]["google_monitoring_alert_policy"]
    (condition,) = policies[alert]["conditions"]
    pattern = re.compile(re.findall(r'methodName=~"([^"]+)"', condition["condition_matched_log"]["filter"])[0])
    assert all(pattern.search(method) for method in yes)
    assert not any(pattern.search(method) for method in no)


def test_no_label_says_who_it_was(made: dict[str, Any]) -> None:
    """Labels of metrics and incidents are kept outside of the region."""
    fields = {
        value for body in made["google_logging_metric"].values() for value in body.get("label_extractors", {}).values()
    }
    assert fields == {"EXTRACT(jsonPayload.state)", "EXTRACT(protoPayload.methodName)"}
    assert all(
        "label_extractors" not in json.dumps(policy) for policy in made["google_monitoring_alert_policy"].values()
    )


def test_dashboards_show_metrics_that_exist(made: dict[str, Any]) -> None:
    own = {f"logging.googleapis.com/user/{name}" for name in made["google_logging_metric"]}
    for body in made["google_monitoring_dashboard"].values():
        for name, filter_ in leaves(json.loads(body["dashboard_json"])):
            match = re.search(r'metric\.type="([^"]+)"', str(filter_)) if name == "filter" else None
            if match is None or match[1] in own:
                continue
            assert f'resource.type="{METRICS[match[1]]}"' in filter_


def test_dashboards_have_the_form_that_the_api_gives_back(made: dict[str, Any]) -> None:
    for body in made["google_monitoring_dashboard"].values():
        layout = json.loads(body["dashboard_json"])["mosaicLayout"]
        places = set()
        for tile in layout["tiles"]:
            # The API leaves zeros and empty lists out: said, each would be a change in every plan.
            assert all(value not in (0, "", [], {}) for _, value in leaves(tile))
            x, y = tile.get("xPos", 0), tile.get("yPos", 0)
            assert x + tile["width"] <= layout["columns"]
            cells = {(x + column, y + row) for column in range(tile["width"]) for row in range(tile["height"])}
            assert not places & cells, "tiles overlap"
            places |= cells


def test_the_audit_trail_is_in_the_region_and_ends(documents: Documents) -> None:
    made = documents["vertex"]["operations"]["resource"]
    dataset = made["google_bigquery_dataset"]["audit"]
    assert (dataset["location"], dataset["default_partition_expiration_ms"]) == ("europe-west4", 100 * 86_400_000)
    assert dataset["default_encryption_configuration"]["kms_key_name"].endswith("/cryptoKeys/logs")
    sink = made["google_logging_project_sink"]["audit"]
    assert sink["bigquery_options"] == {"use_partitioned_tables": True}
    assert sink["unique_writer_identity"] is True
    (grant,) = made["google_bigquery_dataset_iam_member"].values()
    assert grant["member"] == "${google_logging_project_sink.audit.writer_identity}"
    users = documents["vertex"]["foundation"]["resource"]["google_kms_crypto_key_iam_member"]
    assert "logs-bigquery" in users


def test_the_online_store_is_there_only_where_it_is_asked_for(documents: Documents) -> None:
    for case, expected in (("vertex", False), ("all", True)):
        text = json.dumps(documents[case]["ml"]["resource"])
        assert ("google_vertex_ai_feature_online_store" in text) == expected
        assert ("roles/aiplatform.featurestoreDataViewer" in text) == expected
        shown = json.dumps(documents[case]["operations"]["resource"]["google_monitoring_dashboard"])
        assert ("featureonlinestore" in shown) == expected


def test_the_outputs_name_what_was_made(documents: Documents) -> None:
    output = documents["vertex"]["operations"]["output"]
    assert set(output) == {"audit_dataset", "alerts", "dashboards"}
    assert set(output["dashboards"]["value"]) == {"models", "experiments", "pipelines", "governance"}
