"""How each resource type is drawn: in which part of the picture, and under which heading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

# guard and watch have no place: settings of Google's control plane. All else stands in a region.
Part = Literal["guard", "keys", "store", "actor", "service", "network", "watch", "hidden"]


@dataclass(frozen=True, slots=True)
class DrawnKind:
    """`name` is the attribute that grants name the resource by; `counted` kinds are a number, not a list."""

    part: Part
    heading: str
    name: str = "name"
    counted: bool = False


KINDS: Mapping[str, DrawnKind] = {
    "google_project": DrawnKind("guard", "Project", "project_id"),
    "google_folder": DrawnKind("guard", "Project", "display_name"),
    "google_resource_manager_lien": DrawnKind("guard", "Project", "origin"),
    "google_org_policy_policy": DrawnKind("guard", "Organization policies"),
    "google_project_service": DrawnKind("guard", "Enabled services", "service", counted=True),
    "google_workload_identity_service_agent": DrawnKind("guard", "Service agents", counted=True),
    "google_project_iam_audit_config": DrawnKind("guard", "Project", "service"),
    "google_billing_budget": DrawnKind("guard", "Budget and contacts", "display_name"),
    "google_essential_contacts_contact": DrawnKind("guard", "Budget and contacts", "email"),
    "google_access_context_manager_service_perimeter": DrawnKind("guard", "Perimeter", "title"),
    "google_iam_workload_identity_pool": DrawnKind("guard", "Keyless federation", "workload_identity_pool_id"),
    "google_iam_workload_identity_pool_provider": DrawnKind(
        "guard", "Keyless federation", "workload_identity_pool_provider_id"
    ),
    "google_kms_crypto_key": DrawnKind("keys", "Keys"),
    "google_kms_key_ring": DrawnKind("hidden", ""),
    "google_logging_project_bucket_config": DrawnKind("keys", "Logs", "bucket_id"),
    "google_storage_bucket": DrawnKind("store", "Buckets"),
    "google_bigquery_dataset": DrawnKind("store", "BigQuery datasets", "dataset_id"),
    "google_bigquery_table": DrawnKind("hidden", ""),
    "google_pubsub_topic": DrawnKind("store", "Topics"),
    "google_pubsub_subscription": DrawnKind("store", "Subscriptions"),
    "google_artifact_registry_repository": DrawnKind("store", "Registries", "repository_id"),
    "google_secret_manager_regional_secret": DrawnKind("store", "Secrets", "secret_id"),
    "google_secret_manager_secret": DrawnKind("store", "Secrets", "secret_id"),
    "google_sql_database_instance": DrawnKind("store", "Databases"),
    "google_sql_database": DrawnKind("hidden", ""),
    "google_sql_user": DrawnKind("hidden", ""),
    "google_service_account": DrawnKind("actor", "Jobs and their accounts", "account_id"),
    "google_logging_project_sink": DrawnKind("actor", "Log sinks"),
    "google_vertex_ai_endpoint": DrawnKind("service", "Vertex AI", "display_name"),
    "google_vertex_ai_tensorboard": DrawnKind("service", "Vertex AI", "display_name"),
    "google_vertex_ai_feature_group": DrawnKind("service", "Vertex AI"),
    "google_vertex_ai_feature_online_store": DrawnKind("service", "Vertex AI"),
    "google_workbench_instance": DrawnKind("service", "Machines"),
    "google_compute_instance_template": DrawnKind("service", "Machines"),
    "google_compute_region_instance_template": DrawnKind("service", "Machines"),
    "google_composer_environment": DrawnKind("service", "Orchestration"),
    "google_cloud_run_v2_service": DrawnKind("service", "Orchestration"),
    "google_container_cluster": DrawnKind("service", "Cluster"),
    "google_container_node_pool": DrawnKind("service", "Cluster"),
    "google_gke_backup_backup_plan": DrawnKind("service", "Cluster"),
    "google_binary_authorization_policy": DrawnKind("service", "Cluster"),
    "google_cloudbuild_worker_pool": DrawnKind("service", "Delivery"),
    "google_cloudbuild_trigger": DrawnKind("service", "Delivery"),
    "google_cloudbuildv2_connection": DrawnKind("service", "Delivery"),
    "google_cloudbuildv2_repository": DrawnKind("service", "Delivery"),
    "google_data_loss_prevention_inspect_template": DrawnKind("store", "Finding personal data", "template_id"),
    "google_data_loss_prevention_deidentify_template": DrawnKind("store", "Finding personal data", "template_id"),
    "google_data_catalog_taxonomy": DrawnKind("hidden", ""),
    "google_data_catalog_policy_tag": DrawnKind("store", "Policy tags on columns", "display_name"),
    "google_compute_network": DrawnKind("network", "Network"),
    "google_compute_subnetwork": DrawnKind("network", "Network"),
    "google_compute_router": DrawnKind("network", "Way out"),
    "google_compute_router_nat": DrawnKind("network", "Way out"),
    "google_compute_route": DrawnKind("network", "Way out"),
    "google_compute_network_attachment": DrawnKind("network", "Network"),
    "google_network_connectivity_regional_endpoint": DrawnKind("network", "Network"),
    "google_network_connectivity_service_connection_policy": DrawnKind("network", "Network"),
    "google_compute_global_forwarding_rule": DrawnKind("network", "Network"),
    "google_compute_network_firewall_policy": DrawnKind("network", "Firewall"),
    "google_compute_network_firewall_policy_with_rules": DrawnKind("network", "Firewall"),
    "google_dns_managed_zone": DrawnKind("network", "Private DNS", "dns_name"),
    "google_dns_record_set": DrawnKind("hidden", ""),
    "google_dns_policy": DrawnKind("hidden", ""),
    "google_monitoring_alert_policy": DrawnKind("watch", "Alerts"),
    "google_monitoring_dashboard": DrawnKind("watch", "Dashboards"),
    "google_logging_metric": DrawnKind("watch", "Log metrics"),
    "google_monitoring_notification_channel": DrawnKind("watch", "Told"),
}
# Said by the heading already.
_PRODUCTS = (
    "project_", "vertex_ai_", "compute_network_", "compute_", "storage_", "container_", "dns_", "kms_", "logging_",
    "monitoring_", "bigquery_", "pubsub_", "cloudbuildv2_", "cloudbuild_", "cloud_run_v2_", "gke_backup_", "sql_",
    "org_policy_", "iam_", "resource_manager_", "billing_", "essential_contacts_", "access_context_manager_",
    "data_catalog_", "data_loss_prevention_", "artifact_registry_", "secret_manager_",
)  # fmt: skip
# Attributes of a grant that name what it is on.
ON = ("bucket", "dataset_id", "topic", "subscription", "repository", "secret_id", "service_account_id")
# Last words of roles that only read; every other one writes, and those in BOTH do both.
READS = ("viewer", "reader", "subscriber", "accessor", "User")
BOTH = ("objectUser", "dataEditor", "objectAdmin", "dataOwner", "writer", "repoAdmin")


def kind_of(type_: str) -> DrawnKind:
    """How a type is drawn; one that this table doesn't know stands with the services under its own name."""
    if type_ in KINDS:
        return KINDS[type_]
    if type_.endswith(("_iam_member", "_iam_binding", "_association", "_settings", "_connection", "_address")):
        return DrawnKind("hidden", "")
    return DrawnKind("service", type_.removeprefix("google_").replace("_", " ").capitalize())


def noun(type_: str) -> str:
    """What a thing of the type is called: `google_vertex_ai_feature_group` is a feature group."""
    if type_ == "google_logging_project_bucket_config":
        return "log bucket"
    words = type_.removeprefix("google_")
    product = next((prefix for prefix in _PRODUCTS if words.startswith(prefix) and words != prefix), "")
    return words.removeprefix(product).removesuffix("_with_rules").replace("_", " ")


def uses(role: str) -> tuple[bool, bool]:
    """(reads, writes) of a role."""
    last = role.rsplit(".", 1)[-1]
    if last in BOTH:
        return True, True
    reads = last.lower().endswith(tuple(word.lower() for word in READS))
    return reads, not reads
