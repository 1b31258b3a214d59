"""Clusters of Kubernetes Engine."""

from __future__ import annotations

import base64

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.stable import address

VERSION = "1.33.5-gke.1080000"


def _computed(call: Call) -> Object:
    authority = base64.b64encode(f"certificate of {call.name}".encode()).decode()
    certificates = {"cluster_ca_certificate": authority, "client_certificate": "", "client_key": ""}
    return {
        "endpoint": address(call.name),
        "master_version": VERSION,
        "node_version": VERSION,
        "master_auth": [{"client_certificate_config": [], **certificates}],
        "services_ipv4_cidr": "34.118.224.0/20",
    }


BEHAVIOURS = {
    "google_container_cluster": Behaviour(
        computed=_computed, refers={"network": "google_compute_network", "subnetwork": "google_compute_subnetwork"}
    )
}
