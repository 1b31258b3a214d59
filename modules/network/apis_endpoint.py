"""An address of the network's own for Google's APIs and Cloud Run: for who can't come by the restricted addresses.

Jobs of Vertex AI that stand in the network by their attachment reach the restricted addresses from a network of
Google's, and a service that takes calls from within alone refuses them; by this address they come from here.
https://cloud.google.com/vertex-ai/docs/training/psc-i-egress
"""

from __future__ import annotations

from cdktn_provider_google.compute_global_address import ComputeGlobalAddress
from cdktn_provider_google.compute_global_forwarding_rule import ComputeGlobalForwardingRule

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.network.vpc import APIS, Vpc


def apis_endpoint(scope: Construct, context: Context, net: Vpc) -> Made:
    """The endpoint, for those APIs that VPC Service Controls guards."""
    address = resource(
        ComputeGlobalAddress,
        scope,
        "apis",
        name=context.names.resource("apis"),
        project=context.network_project,
        purpose="PRIVATE_SERVICE_CONNECT",
        address_type="INTERNAL",
        address=APIS,
        network=net.id,
        labels=context.labels,
    )
    made: Made = resource(
        ComputeGlobalForwardingRule,
        scope,
        "apis",
        # 20 letters and digits at most, and unique in the project alone.
        name="apis",
        project=context.network_project,
        target="vpc-sc",
        network=net.id,
        ip_address=address.id,
        load_balancing_scheme="",
        # The network's names are in its own zones.
        no_automate_dns_zone=True,
        # An import does not find it.
        ignore_changes=("no_automate_dns_zone",),
        labels=context.labels,
        deletion_policy=context.deletion_policy,
    )
    return made
