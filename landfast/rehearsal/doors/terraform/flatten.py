"""What the provider makes of an answer beside its fields: blocks of nothing, short names, what only a state has.

Read in the flatten functions of hashicorp/terraform-provider-google (2026-08-21): google/services/
{storage/resource_storage_bucket,container/resource_container_cluster,sql/resource_sql_database_instance,
compute/compute_instance_helpers,monitoring/resource_monitoring_dashboard,orgpolicy/resource_org_policy_policy}.go.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from landfast.provider.tree import ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.cloud.blocks import first
from landfast.rehearsal.cloud.records import etag_of
from landfast.rehearsal.cloud.store import StoredResource

# Of a cluster: a block of nothing stands for what was not asked for.
ALWAYS_THERE = ("secret_manager_config", "secret_sync_config", "network_policy")
# What a dashboard's text has that is no part of what was asked for.
OF_THE_SERVER = ("name", "etag")
NO_PARTS: Mapping[str, str] = {}
# Names whose state is the last part of what was asked for.
SHORT: Mapping[str, str] = {"google_org_policy_policy": "name"}


def flattened(type_: ResourceType, values: Object, stands: StoredResource) -> Object:
    """The whole values of a state, as the provider makes them of what stands."""
    own = FLATTENED.get(type_.name)
    short = SHORT.get(type_.name, "")
    found = {**values, **({short: str(values[short]).rsplit("/", 1)[-1]} if short else {})}
    return found if own is None else own(found, stands)


def unflattened(type_: ResourceType, fields: Object, stored: Object) -> Object:
    """The fields of a call that changes what is stored, of the values of a state."""
    short = SHORT.get(type_.name, "")
    if short and str(stored.get(short)).endswith(f"/{fields.get(short)}"):
        return {**fields, short: stored[short]}
    if type_.name == "google_monitoring_dashboard":
        return {**fields, "dashboard_json": _with_parts(str(fields["dashboard_json"]), without=OF_THE_SERVER)}
    namespace = fields.get("hierarchical_namespace")
    if (
        type_.name == "google_storage_bucket"
        and not stored.get("hierarchical_namespace")
        and not first(namespace).get("enabled")
    ):
        return {**fields, "hierarchical_namespace": []}
    return fields


def _bucket(values: Object, _stands: StoredResource) -> Object:
    return {**values, "hierarchical_namespace": values.get("hierarchical_namespace") or [{"enabled": False}]}


def _cluster(values: Object, _stands: StoredResource) -> Object:
    found: Object = {**values, **{name: values.get(name) or [{}] for name in ALWAYS_THERE}}
    found["cluster_autoscaling"] = values.get("cluster_autoscaling") or [{"enabled": False}]
    found["notification_config"] = values.get("notification_config") or [{"pubsub": [{"filter": []}]}]
    found["master_auth"] = [
        {**block, "client_certificate_config": [{"issue_client_certificate": bool(block.get("client_certificate"))}]}
        for block in values.get("master_auth") or ()
    ]
    reached = first(first(values.get("control_plane_endpoints_config")).get("ip_endpoints_config"))
    found["private_cluster_config"] = [
        {
            **block,
            "enable_private_endpoint": block.get("enable_private_endpoint") or reached.get("enabled") is False,
            "master_global_access_config": block.get("master_global_access_config") or [{"enabled": False}],
        }
        for block in values.get("private_cluster_config") or ()
    ]
    return found


def _instance(values: Object, _stands: StoredResource) -> Object:
    settings = [
        {
            **block,
            "data_cache_config": block.get("data_cache_config") or [{"data_cache_enabled": False}],
            "read_pool_auto_scale_config": block.get("read_pool_auto_scale_config") or [{"target_metrics": []}],
            "effective_availability_type": block.get("availability_type"),
        }
        for block in values.get("settings") or ()
    ]
    # New instances have the new architecture: https://cloud.google.com/sql/docs/mysql/upgrade-cloud-sql-instance-new-network-architecture
    return {**values, "settings": settings, "enforce_new_sql_network_architecture": True}


def _template(values: Object, _stands: StoredResource) -> Object:
    interfaces = [
        {**block, "subnetwork_project": block.get("subnetwork_project") or _project(str(block.get("subnetwork") or ""))}
        for block in values.get("network_interface") or ()
    ]
    marks = {} if values.get("tags") else {"tags_fingerprint": ""}
    return {**values, "network_interface": interfaces, **marks}


def _dashboard(values: Object, stands: StoredResource) -> Object:
    own = {"name": stands.name, "etag": etag_of(stands.fields)}
    return {**values, "dashboard_json": _with_parts(str(values.get("dashboard_json") or ""), own=own)}


def _peered(values: Object, _stands: StoredResource) -> Object:
    return {**values, "parent": str(values["id"]).partition("/peeredDnsDomains/")[0]}


def _project(link: str) -> str:
    return link.partition("projects/")[2].partition("/")[0]


def _with_parts(given: str, *, without: tuple[str, ...] = (), own: Mapping[str, str] = NO_PARTS) -> str:
    """A text that is a JSON object, with parts and without some, as Go writes it: sorted, compact, signs of HTML by
    their numbers. Any other is left as it is.
    """
    try:
        parts = json.loads(given)
    except ValueError:
        return given
    if not isinstance(parts, dict):
        return given
    whole = {name: value for name, value in parts.items() if name not in without} | dict(own)
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


FLATTENED: Mapping[str, Callable[[Object, StoredResource], Object]] = {
    "google_compute_instance_template": _template,
    "google_compute_region_instance_template": _template,
    "google_container_cluster": _cluster,
    "google_monitoring_dashboard": _dashboard,
    "google_service_networking_peered_dns_domain": _peered,
    "google_sql_database_instance": _instance,
    "google_storage_bucket": _bucket,
}
