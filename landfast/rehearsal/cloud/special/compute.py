"""What runs: networks, machines, clusters, databases, services."""

from __future__ import annotations

import base64
import ipaddress

from landfast.provider.values import Object
from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.cloud.special.common import Rule, Values, address, digest, number, text

GKE_VERSION = "1.33.5-gke.1080000"


def _network(values: Object) -> Values:
    own = number(19, "network", values["id"])
    return {"network_id": own, "numeric_id": own, "mtu": 1460, "gateway_ipv4": ""}


def _subnetwork(values: Object) -> Values:
    """The gateway is the first address of the range."""
    try:
        gateway = str(ipaddress.ip_network(text(values, "ip_cidr_range"), strict=False)[1])
    except (ValueError, IndexError):
        gateway = ""
    return {"gateway_address": gateway, "purpose": "PRIVATE", "subnetwork_id": int(number(15, values["id"]))}


def _address(values: Object) -> Values:
    return {"address": address(values["id"])}


def _instance(values: Object) -> Values:
    return {"cpu_platform": "Intel Broadwell", "current_status": "RUNNING", "instance_id": number(19, values["id"])}


def _cluster(values: Object) -> Values:
    authority = base64.b64encode(f"certificate of {values['id']}".encode()).decode()
    certificates = {"cluster_ca_certificate": authority, "client_certificate": "", "client_key": ""}
    return {
        "endpoint": address(values["id"]),
        "master_version": GKE_VERSION,
        "node_version": GKE_VERSION,
        "master_auth": [{"client_certificate_config": [], **certificates}],
        "services_ipv4_cidr": "34.118.224.0/20",
    }


def _sql(values: Object) -> Values:
    account = f"p{project_number(values['project'])}-{digest(values['id'])[:6]}"
    private = address(values["id"])
    return {
        "first_ip_address": private,
        "private_ip_address": private,
        "connection_name": f"{values['project']}:{values['region']}:{values['name']}",
        "instance_type": "CLOUD_SQL_INSTANCE",
        "service_account_email_address": f"{account}@gcp-sa-cloud-sql.iam.gserviceaccount.com",
    }


def _run(values: Object) -> Values:
    host = f"{values['name']}-{project_number(values['project'])}.{values['location']}.run.app"
    revision = f"{values['id']}/revisions/{values['name']}-00001-{digest(values['id'])[:3]}"
    return {
        "uri": f"https://{host}",
        "urls": [f"https://{host}"],
        "generation": "1",
        "observed_generation": "1",
        "latest_ready_revision": revision,
        "latest_created_revision": revision,
        "launch_stage": "GA",
    }


RULES: dict[str, Rule] = {
    "google_cloud_run_v2_service": _run,
    "google_compute_address": _address,
    "google_compute_global_address": _address,
    "google_compute_instance": _instance,
    "google_compute_network": _network,
    "google_compute_subnetwork": _subnetwork,
    "google_container_cluster": _cluster,
    "google_sql_database_instance": _sql,
}
