"""The environment's network: one subnetwork, and a way out only to what the spec names."""

from __future__ import annotations

from dataclasses import dataclass

from cdktn_provider_google.compute_network import ComputeNetwork
from cdktn_provider_google.compute_route import ComputeRoute
from cdktn_provider_google.compute_router import ComputeRouter
from cdktn_provider_google.compute_router_nat import (
    ComputeRouterNat,
    ComputeRouterNatLogConfig,
    ComputeRouterNatSubnetwork,
)
from cdktn_provider_google.compute_subnetwork import (
    ComputeSubnetwork,
    ComputeSubnetworkLogConfig,
    ComputeSubnetworkSecondaryIpRange,
)

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context

# Networks of different environments are never joined, so each has the same ranges. Composer's own network takes
# 100.64.128.0/20 unless told otherwise (https://cloud.google.com/composer/docs/composer-3/connect-vpc-network).
NODES = "10.0.0.0/20"
PODS = "10.16.0.0/16"
SERVICES = "10.32.0.0/20"
# Where Google's services put databases, and build machines, that have addresses in this network.
DATABASES = "10.48.0.0/20"
BUILDS = "10.48.16.0/24"
# Google's APIs by an address of the network's own.
APIS = "10.48.32.1"
# What the range of databases is called.
DATABASE_RANGE = "private-services"
GATEWAY = "default-internet-gateway"


@dataclass(frozen=True, slots=True)
class Vpc:
    """The network and its subnetwork by their full names."""

    id: str
    subnetwork: str
    made: Made


def network(scope: Construct, context: Context) -> Vpc:
    """The network and its subnetwork: no address on the internet, Google's APIs by a private way, flows logged."""
    made = resource(
        ComputeNetwork,
        scope,
        "environment",
        name=context.names.network,
        project=context.network_project,
        auto_create_subnetworks=False,
        routing_mode="REGIONAL",
        # The way to the internet that Google gives to every network.
        delete_default_routes_on_create=True,
        deletion_policy=context.deletion_policy,
    )
    # The APIs that VPC Service Controls guards, and no others.
    _route(scope, context, made.id, "restricted-apis", context.universe.restricted)
    return Vpc(made.id, _subnetwork(scope, context, made.id), made)


def _subnetwork(scope: Construct, context: Context, network_id: str) -> str:
    made = resource(
        ComputeSubnetwork,
        scope,
        "environment",
        name=context.names.subnetwork,
        project=context.network_project,
        region=context.region,
        network=network_id,
        ip_cidr_range=NODES,
        secondary_ip_range=[
            ComputeSubnetworkSecondaryIpRange(range_name=context.names.pod_range, ip_cidr_range=PODS),
            ComputeSubnetworkSecondaryIpRange(range_name=context.names.service_range, ip_cidr_range=SERVICES),
        ],
        private_ip_google_access=True,
        log_config=ComputeSubnetworkLogConfig(
            aggregation_interval="INTERVAL_5_SEC", flow_sampling=0.5, metadata="INCLUDE_ALL_METADATA"
        ),
        deletion_policy=context.deletion_policy,
    )
    return str(made.id)


def way_out(scope: Construct, context: Context, net: Vpc) -> None:
    """The route to the internet and the address translation, for hosts that the firewall lets through."""
    _route(scope, context, net.id, "internet", "0.0.0.0/0")
    translation(scope, context, net)


def translation(scope: Construct, context: Context, net: Vpc, only: str = "") -> None:
    """The address translation of the network, or of one of its subnetworks only."""
    router = resource(
        ComputeRouter,
        scope,
        "egress",
        name=context.names.resource("egress"),
        project=context.network_project,
        region=context.region,
        network=net.id,
    )
    one = ComputeRouterNatSubnetwork(name=only, source_ip_ranges_to_nat=["ALL_IP_RANGES"])
    resource(
        ComputeRouterNat,
        scope,
        "egress",
        name=context.names.resource("egress"),
        project=context.network_project,
        region=context.region,
        router=router.name,
        nat_ip_allocate_option="AUTO_ONLY",
        source_subnetwork_ip_ranges_to_nat="LIST_OF_SUBNETWORKS" if only else "ALL_SUBNETWORKS_ALL_IP_RANGES",
        subnetwork=[one] if only else None,
        log_config=ComputeRouterNatLogConfig(enable=True, filter="ALL"),
    )


def _route(scope: Construct, context: Context, network_id: str, purpose: str, to: str) -> None:
    resource(
        ComputeRoute,
        scope,
        purpose,
        name=context.names.resource(purpose),
        project=context.network_project,
        network=network_id,
        dest_range=to,
        next_hop_gateway=GATEWAY,
        priority=1000,
    )
