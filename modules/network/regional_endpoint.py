"""The regional endpoint of one of Google's APIs: an address in the network for a name that stays in the region.

The addresses of restricted.googleapis.com don't answer for `SERVICE.REGION.rep.googleapis.com`, and the zone of
googleapis.com would lead there: https://cloud.google.com/vpc/docs/access-regional-google-apis-endpoints
"""

from __future__ import annotations

from cdktn_provider_google.network_connectivity_regional_endpoint import NetworkConnectivityRegionalEndpoint

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.network.private_dns import Zone, record
from landfast.modules.network.vpc import Vpc


def regional_endpoint(scope: Construct, context: Context, net: Vpc, service: str, zone: Zone) -> Made:
    """The endpoint of `service` (`secretmanager`), and its record in the zone of googleapis.com."""
    host = f"{service}.{context.region}.rep.googleapis.com"
    made = resource(
        NetworkConnectivityRegionalEndpoint,
        scope,
        service,
        name=context.names.resource(service),
        project=context.network_project,
        location=context.region,
        target_google_api=host,
        access_type="REGIONAL",
        network=net.id,
        subnetwork=net.subnetwork,
        # It can't be changed: with a label of the record of processing it would be made anew.
        labels=context.lasting_labels,
        deletion_policy=context.deletion_policy,
    )
    record(scope, context, zone, f"{service}-rep", f"{host}.", "A", [made.address])
    endpoint: Made = made
    return endpoint
