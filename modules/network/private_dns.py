"""Private DNS: inside the network, the names of Google's APIs lead to the addresses of restricted.googleapis.com."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from cdktn_provider_google.dns_managed_zone import (
    DnsManagedZone,
    DnsManagedZonePrivateVisibilityConfig,
    DnsManagedZonePrivateVisibilityConfigNetworks,
)
from cdktn_provider_google.dns_policy import DnsPolicy, DnsPolicyNetworks
from cdktn_provider_google.dns_record_set import DnsRecordSet

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.network.vpc import Vpc

TTL_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Zone:
    """A private zone by its name."""

    name: str


def private_names(
    scope: Construct, context: Context, net: Vpc, domains: Sequence[str], addresses: Sequence[str] = ()
) -> dict[str, Zone]:
    """A private zone for each of `domains`; the domain and every name below it is at `addresses`, or at those of
    Google's APIs that VPC Service Controls guards."""
    at = addresses or [str(address) for address in IPv4Network(context.universe.restricted)]
    zones = {}
    for domain in domains:
        key = domain.replace(".", "-")
        zone = resource(
            DnsManagedZone,
            scope,
            key,
            name=key,
            dns_name=f"{domain}.",
            project=context.network_project,
            description=f"{domain} by private addresses of Google's APIs",
            visibility="private",
            private_visibility_config=DnsManagedZonePrivateVisibilityConfig(
                networks=[DnsManagedZonePrivateVisibilityConfigNetworks(network_url=net.id)]
            ),
            labels=context.labels,
        )
        zones[domain] = Zone(zone.name)
        record(scope, context, zones[domain], f"{key}-itself", f"{domain}.", "A", at)
        record(scope, context, zones[domain], f"{key}-below", f"*.{domain}.", "CNAME", [f"{domain}."])
    return zones


def query_log(scope: Construct, context: Context, net: Vpc) -> Made:
    """Every name that is asked for in the network is logged: a leak over DNS leaves a trace."""
    made: Made = resource(
        DnsPolicy,
        scope,
        "environment",
        name=context.names.resource("dns"),
        project=context.network_project,
        description="Logs every query",
        enable_logging=True,
        networks=[DnsPolicyNetworks(network_url=net.id)],
    )
    return made


def record(
    scope: Construct, context: Context, zone: Zone, key: str, name: str, kind: str, values: Sequence[str]
) -> None:
    """A record of a zone."""
    resource(
        DnsRecordSet,
        scope,
        key,
        name=name,
        type=kind,
        ttl=TTL_SECONDS,
        managed_zone=zone.name,
        rrdatas=list(values),
        project=context.network_project,
    )
