"""Private services access: addresses in the network for what Google runs in networks of its own.

Cloud SQL's instances and Cloud Build's machines, each in a range of their own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from cdktn_provider_google.compute_global_address import ComputeGlobalAddress
from cdktn_provider_google.service_networking_connection import ServiceNetworkingConnection
from cdktn_provider_google.service_networking_peered_dns_domain import ServiceNetworkingPeeredDnsDomain

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.network.vpc import BUILDS, DATABASES, Vpc

# What has a range -> the range; DATABASE_RANGE is the name of the first.
Peered = Literal["private-services", "builds"]
RANGES: Mapping[Peered, str] = {"private-services": DATABASES, "builds": BUILDS}


def private_services(scope: Construct, context: Context, net: Vpc, peered: Sequence[Peered]) -> Made:
    """The ranges and the peering. Nothing with a private address of Google's can be made before it, or outlive it."""
    addresses = [_range(scope, context, net, key) for key in sorted(peered)]
    made: Made = resource(
        ServiceNetworkingConnection,
        scope,
        "private-services",
        network=net.id,
        service="servicenetworking.googleapis.com",
        reserved_peering_ranges=addresses,
        # Google keeps the connection of a deleted database for days and refuses to delete it; `down` removes the
        # peering from this side, before the network. Made again later, the ranges may be others than it had.
        deletion_policy="ABANDON",
        update_on_creation_fail=True,
    )
    return made


def _range(scope: Construct, context: Context, net: Vpc, key: Peered) -> str:
    address, _slash, length = RANGES[key].partition("/")
    made = resource(
        ComputeGlobalAddress,
        scope,
        key,
        name=context.names.resource(key),
        project=context.network_project,
        purpose="VPC_PEERING",
        address_type="INTERNAL",
        address=address,
        prefix_length=int(length),
        network=net.id,
        labels=context.labels,
    )
    return str(made.name)


def peered_names(scope: Construct, context: Context, domains: Sequence[str], after: Made) -> None:
    """What is peered resolves the names of `domains` as the network does: by the network's private zones.

    https://cloud.google.com/vpc/docs/configure-private-services-access#dns-peering
    """
    for domain in domains:
        key = domain.replace(".", "-")
        resource(
            ServiceNetworkingPeeredDnsDomain,
            scope,
            key,
            name=key,
            dns_suffix=f"{domain}.",
            # By its name: the provider makes the path itself.
            network=context.names.network,
            project=context.network_project,
            depends_on=[after],
        )
