"""What a module returns is what its stack exports: the outputs lead to the resources that the module made."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from repository import ROOT

from landfast.stacks.spec import Spec
from landfast.synth import documents_of_each
from landfast.targets import find

SPEC = Spec.model_validate(
    {
        "name": "churn",
        "residency": {"region": "europe-west4"},
        "platform": {
            "orchestrators": ["vertex", "kubeflow", "airflow"],
            "tracking": "mlflow",
            "tracking_image": "mlflow:3",
            "online_store": True,
        },
        "repository": {
            "host": "github",
            "owner": "acme",
            "name": "churn",
            "token_version": 1,
            "installation": 12,
            "public_egress": True,
        },
    }
)


@cache
def documents() -> dict[str, dict[str, Any]]:
    return documents_of_each([(SPEC, "dev", find("rehearsal"))])[0]


@pytest.mark.parametrize(
    ("output", "reference"),
    [
        ("foundation.project_id", "google_project.environment.project_id"),
        ("foundation.keys.content", "google_kms_crypto_key.content.id"),
        ("network.network", "google_compute_network.environment.id"),
        ("network.subnetwork", "google_compute_subnetwork.environment.id"),
        ("data.buckets.raw", "google_storage_bucket.raw.name"),
        ("data.buckets.access_logs", "google_storage_bucket.access-logs.name"),
        ("data.datasets.features", "google_bigquery_dataset.features.dataset_id"),
        ("data.topics.events", "google_pubsub_topic.events.name"),
        ("data.secrets.pseudonym-key", "google_secret_manager_regional_secret.pseudonym-key.id"),
        ("ml.endpoint", "google_vertex_ai_endpoint.models.id"),
        ("ml.tensorboard", "google_vertex_ai_tensorboard.experiments.name"),
        ("ml.online_store", "google_vertex_ai_feature_online_store.features.id"),
        ("ml.service_accounts.training", "google_service_account.training.email"),
        ("orchestration.databases.mlflow", "google_sql_database_instance.mlflow.connection_name"),
        ("orchestration.tracking_uri", "google_cloud_run_v2_service.mlflow.uri"),
        ("cluster.cluster", "google_container_cluster.environment.id"),
        ("cluster.identities.kubeflow", "google_service_account.kubeflow.email"),
        ("delivery.worker_pool", "google_cloudbuild_worker_pool.builds.id"),
        ("delivery.identity_provider", "google_iam_workload_identity_pool_provider.repository.name"),
        ("delivery.triggers.main", "google_cloudbuild_trigger.main.id"),
        ("operations.audit_dataset", "google_bigquery_dataset.audit.dataset_id"),
        ("operations.alerts.drift", "google_monitoring_alert_policy.drift.name"),
        ("operations.dashboards.models", "google_monitoring_dashboard.models.id"),
    ],
)
def test_an_output_is_of_the_resource_that_was_made(output: str, reference: str) -> None:
    stack, name, *keys = output.split(".")
    value = documents()[stack]["output"][name]["value"]
    for key in keys:
        value = value[key]
    assert value == f"${{{reference}}}"
    kind, made, _ = reference.rsplit(".", 2)
    assert made in documents()[stack]["resource"][kind]


def test_what_a_module_takes_and_returns_has_a_type() -> None:
    """`resource` is how an untyped class of the CDK is made, and the grants name one: nothing else may say Any."""
    vague = {
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in sorted((ROOT / "modules").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and "Any" in _signature(path, node)
    }
    assert vague == {
        "modules/cdk.py: resource",
        "modules/watch/dashboard.py: layout",
        "modules/watch/dashboard.py: query",
    }


def _signature(path: Path, node: ast.FunctionDef) -> str:
    return f"{ast.unparse(node.args)} {ast.unparse(node.returns) if node.returns else ''}"
