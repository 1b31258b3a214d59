"""Network Connectivity: endpoints in a network of an API's place, and which services may make theirs in it."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Collection, Service

SERVICE = Service(
    "networkconnectivity.v1",
    (
        Collection("projects.locations.regionalEndpoints", "google_network_connectivity_regional_endpoint"),
        Collection(
            "projects.locations.serviceConnectionPolicies", "google_network_connectivity_service_connection_policy"
        ),
    ),
    package="google.cloud.networkconnectivity.v1",
)
