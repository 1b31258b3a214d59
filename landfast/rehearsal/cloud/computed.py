"""Plausible values for what the cloud computes, by the name and the type of an attribute; the same on every run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from landfast.gcp.limits import limits
from landfast.provider.tree import Block, Nested, SchemaAttribute
from landfast.provider.values import Object, Type, conform
from landfast.rehearsal.cloud.projects import project_number

CREATED = ("create_time", "creation_time", "creation_timestamp", "time_created", "created_at", "insert_time")
UPDATED = ("update_time", "updated", "last_modified_time", "last_update_time", "modify_time", "updated_time")
NEVER = ("delete_time", "expire_time", "destroy_time", "detach_time", "deletion_time", "end_time", "purge_time")
# Values by type and path: what Google answers where nothing was asked for, and its state when all is well. Read with
# HashiCorp's own provider against Google's discovery documents, November 2026.
ANSWERS: Mapping[tuple[str, str], Any] = {
    # https://cloud.google.com/storage/docs/json_api/v1/buckets: an absent isLive; the provider reads it as ANY.
    ("google_storage_bucket", "lifecycle_rule.condition.with_state"): "ANY",
    ("google_cloudbuild_worker_pool", "state"): "RUNNING",
    # Its API says no times of it: https://cloud.google.com/access-context-manager/docs/reference/rest/v1/accessPolicies.servicePerimeters
    ("google_access_context_manager_service_perimeter", "create_time"): "",
    ("google_access_context_manager_service_perimeter", "update_time"): "",
    # https://cloud.google.com/artifact-registry/docs/reference/rest/v1/projects.locations.repositories: nothing is
    # scanned where containerscanning.googleapis.com is not enabled, which no stack needs.
    ("google_artifact_registry_repository", "vulnerability_scanning_config.enablement_state"): "SCANNING_DISABLED",
    ("google_artifact_registry_repository", "vulnerability_scanning_config.enablement_state_reason"): (
        "API containerscanning.googleapis.com is not enabled."
    ),
    # https://cloud.google.com/build/docs/api/reference/rest/v1/projects.locations.triggers
    ("google_cloudbuild_trigger", "pubsub_config.state"): "OK",
    ("google_cloudbuild_trigger", "webhook_config.state"): "OK",
    ("google_compute_subnetwork", "state"): "READY",
    # Only where it was asked for: of one side of a rule each.
    ("google_compute_network_firewall_policy_rule", "match.src_network_context"): "",
    ("google_compute_network_firewall_policy_rule", "match.dest_network_context"): "",
    ("google_compute_region_network_firewall_policy_rule", "match.src_network_context"): "",
    ("google_compute_region_network_firewall_policy_rule", "match.dest_network_context"): "",
    ("google_gke_backup_backup_plan", "state"): "READY",
    # https://cloud.google.com/compute/docs/reference/rest/v1/subnetworks: of IPv6 alone.
    ("google_compute_subnetwork", "ipv6_gce_endpoint"): "",
    # https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters
    ("google_container_cluster", "enterprise_config.cluster_tier"): "STANDARD",
    # https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/NodeConfig#NodeKubeletConfig: on by itself.
    ("google_container_node_pool", "node_config.kubelet_config.cpu_cfs_quota"): True,
    ("google_vertex_ai_feature_online_store", "state"): "STABLE",
    ("google_sql_database_instance", "public_ip_address"): "",
    # https://cloud.google.com/sql/docs/postgres/admin-api/rest/v1beta4/instances#CaMode: unspecified means this.
    ("google_sql_database_instance", "settings.ip_configuration.server_ca_mode"): "GOOGLE_MANAGED_INTERNAL_CA",
    # https://cloud.google.com/sql/docs/mysql/admin-api/rest/v1beta4/users: the default, which the provider never sends.
    ("google_sql_user", "type"): "BUILT_IN",
    # https://cloud.google.com/billing/docs/reference/budget/rest/v1/billingAccounts.budgets#CalendarPeriod
    ("google_billing_budget", "budget_filter.calendar_period"): "MONTH",
    # https://cloud.google.com/compute/docs/reference/rest/v1/globalAddresses
    ("google_compute_global_address", "address_type"): "EXTERNAL",
    ("google_compute_global_address", "ip_version"): "IPV4",
    # Absent until it is asked for, and read by the provider only where it is there: google/services/
    # {bigquery/resource_bigquery_table,compute/resource_compute_route}.go, 2026-08-21.
    ("google_bigquery_table", "expiration_time"): None,
    ("google_compute_route", "next_hop_instance_zone"): None,
    ("google_compute_region_instance_template", "name_prefix"): None,
    # https://cloud.google.com/compute/docs/reference/rest/v1/networkAttachments
    ("google_compute_network_attachment", "kind"): "compute#networkAttachment",
    # A dataset's policy is its list of access, which has no mark: google/services/bigquery/iam_bigquery_dataset.go.
    ("google_bigquery_dataset_iam_binding", "etag"): "",
    ("google_bigquery_dataset_iam_member", "etag"): "",
    ("google_bigquery_dataset_iam_policy", "etag"): "",
    ("google_compute_region_instance_template", "disk.mode"): "READ_WRITE",
    ("google_compute_region_instance_template", "disk.type"): "PERSISTENT",
    ("google_compute_region_instance_template", "disk.interface"): "SCSI",
    ("google_compute_instance_template", "disk.mode"): "READ_WRITE",
    ("google_compute_instance_template", "disk.type"): "PERSISTENT",
    ("google_compute_instance_template", "disk.interface"): "SCSI",
}
STATES = ("ACTIVE", "READY", "ENABLED", "RUNNING")


class Filler:
    """Fills what is absent in a new resource. `now` is the cloud's clock (RFC 3339), read once per resource."""

    def __init__(self, type_name: str, name: str, now: str, values: Object) -> None:
        self._type = type_name
        self._seed = f"{type_name} {name}"
        self._now = now
        self._top = values

    def block(self, block: Block, values: Object) -> Object:
        filled: Object = {}
        for name, attribute in block.attributes.items():
            filled[name] = values[name] if self._is_given(attribute, values) else self._absent(attribute)
        for name, nested in block.blocks.items():
            filled[name] = self._nested(nested, values[name]) if name in values else self._absent_block(nested)
        return filled

    def _nested(self, nested: Nested, value: Any) -> Any:
        if isinstance(value, list):
            return [self.block(nested.block, item) for item in value]
        if nested.nesting == "map":
            return {key: self.block(nested.block, item) for key, item in value.items()}
        return None if value is None else self.block(nested.block, value)

    def _absent_block(self, nested: Nested) -> Any:
        """One element where other resources read what the cloud computes in it, else none."""
        if nested.nesting not in ("list", "set"):
            return {} if nested.nesting == "map" else None
        computed = any(item.computed and not item.configurable for item in nested.block.attributes.values())
        if not nested.computed or nested.max_items != 1 or not computed:
            return []
        defaults = {
            name: conform(item.type, item.facts.get("default"))
            for name, item in nested.block.attributes.items()
            if not item.computed
        }
        inner: Object = {name: [] for name, item in nested.block.blocks.items() if not item.computed}
        return [self.block(nested.block, defaults | inner)]

    def _is_given(self, attribute: SchemaAttribute, values: Object) -> bool:
        """The provider does not send what is the API's default: it is null, and answered all the same."""
        name = attribute.name
        return name in values and (values[name] is not None or (self._type, attribute.path) not in ANSWERS)

    def _absent(self, attribute: SchemaAttribute) -> Any:
        if (self._type, attribute.path) in ANSWERS:
            return ANSWERS[self._type, attribute.path]
        if not attribute.computed:
            return None
        return self.value(attribute.name, attribute.path, attribute.type, attribute.facts)

    def value(self, name: str, path: str, type_: Type, facts: Any) -> Any:
        """A value of the type, in the way the APIs write an attribute of that name."""
        if isinstance(type_, list):
            return {} if type_[0] == "map" else []
        if type_ == "bool":
            return False
        if type_ == "number":
            return self._number(name)
        return self._string(name, path, facts)

    def _number(self, name: str) -> int:
        if name == "project_number":
            return int(project_number(str(self._top.get("project"))))
        return 1 if name in ("generation", "version", "metageneration") else 0

    def _string(self, name: str, path: str, facts: Any) -> str:
        if name in CREATED or name in UPDATED:
            return self._now
        if name in NEVER:
            return ""
        if name in ("state", "status", "lifecycle_state"):
            return _state(facts.get("enum") or self._choices(path))
        if "mode" in facts and facts["mode"] == "OC":
            choices = facts.get("enum", ())
            return "GA" if "GA" in choices else next((choice for choice in choices if choice), "")
        return self._named(name, path)

    def _named(self, name: str, path: str) -> str:
        digest = hashlib.sha256(f"{self._seed} {path}".encode())
        if name == "dag_gcs_prefix":
            storage = self._top.get("storage_config")
            given = storage[0].get("bucket") if isinstance(storage, list) and storage else None
            # The cloud makes a bucket of its own where none is given.
            bucket = given if isinstance(given, str) else f"{digest.hexdigest()[:12]}-bucket"
            return f"gs://{bucket}/dags"
        if name == "project":
            return str(self._top.get("project") or "")
        if name == "etag" or name.endswith("fingerprint"):
            return base64.b64encode(digest.digest()[:8]).decode()
        if name == "uid":
            text = digest.hexdigest()
            return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:32]))
        if name.endswith("_id"):
            return str(10**18 + int(digest.hexdigest(), 16) % (8 * 10**18))
        if name.endswith(("ip", "ip_address", "ipv4_address", "host")):
            return "10.{}.{}.{}".format(*digest.digest()[:3])
        if name in ("uri", "url") or name.endswith(("_uri", "_url", "endpoint")):
            return f"https://{digest.hexdigest()[:12]}.example.invalid"
        return ""

    def _choices(self, path: str) -> tuple[Any, ...]:
        """What the API can answer where the provider's schema does not say it."""
        return next((limit.enum for limit in limits(self._type).get(path, ()) if limit.enum), ())


def _state(choices: Any) -> str:
    return next((state for state in STATES if state in choices), next(iter(choices), "ACTIVE"))
