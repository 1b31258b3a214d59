"""Who may put an address of a service of Google's into the network: the consent of the network, for one service.

https://cloud.google.com/vpc/docs/about-service-connection-policies
"""

from __future__ import annotations

from typing import Literal

from cdktn_provider_google.network_connectivity_service_connection_policy import (
    NetworkConnectivityServiceConnectionPolicy,
    NetworkConnectivityServiceConnectionPolicyPscConfig,
)

from landfast.modules.cdk import Construct, Entity, resource
from landfast.modules.context import Context
from landfast.modules.network.vpc import Vpc

# What a service calls itself: https://cloud.google.com/vpc/docs/about-service-connectivity-automation#supported-services
CLASSES = {"endpoints": "gcp-vertexai"}
# Far more than the endpoints of a champion and its challenger need; addresses of the subnetwork are what they take.
MOST = 16


def service_connections(scope: Construct, context: Context, net: Vpc, purpose: Literal["endpoints"]) -> Entity:
    """The policy of a service; a network has one for each class and region."""
    made = resource(
        NetworkConnectivityServiceConnectionPolicy,
        scope,
        purpose,
        name=context.names.resource(purpose),
        project=context.network_project,
        location=context.region,
        service_class=CLASSES[purpose],
        network=net.id,
        description="Private addresses of the endpoints that serve models",
        psc_config=NetworkConnectivityServiceConnectionPolicyPscConfig(subnetworks=[net.subnetwork], limit=str(MOST)),
        labels=context.labels,
        deletion_policy=context.deletion_policy,
    )
    return Entity(made.id, made)
