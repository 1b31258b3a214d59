"""Network Connectivity: endpoints in a network of an API's place."""

from __future__ import annotations

from landfast.rehearsal.doors.wire.definition import Collection, Service

SERVICE = Service(
    "networkconnectivity.v1",
    (Collection("projects.locations.regionalEndpoints", "google_network_connectivity_regional_endpoint"),),
    package="google.cloud.networkconnectivity.v1",
)
