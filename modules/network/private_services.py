"""Private services access: addresses in the network for what Google runs in networks of its own, e.g. Cloud SQL."""

from __future__ import annotations

from cdktn_provider_google.compute_global_address import ComputeGlobalAddress
from cdktn_provider_google.service_networking_connection import ServiceNetworkingConnection

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.network.vpc import PRIVATE_SERVICES, PRIVATE_SERVICES_PREFIX, Vpc


def private_services(scope: Construct, context: Context, net: Vpc) -> Made:
    """The range and the peering. Nothing with a private address of Google's can be made before it, or outlive it."""
    addresses = resource(
        ComputeGlobalAddress,
        scope,
        "private-services",
        name=context.names.resource("private-services"),
        project=context.project,
        purpose="VPC_PEERING",
        address_type="INTERNAL",
        address=PRIVATE_SERVICES,
        prefix_length=PRIVATE_SERVICES_PREFIX,
        network=net.id,
        labels=context.labels,
    )
    made: Made = resource(
        ServiceNetworkingConnection,
        scope,
        "private-services",
        network=net.id,
        service="servicenetworking.googleapis.com",
        reserved_peering_ranges=[addresses.name],
        # Google keeps the peering of a deleted database for days and refuses to delete it; it goes with the network.
        deletion_policy="ABANDON",
    )
    return made
