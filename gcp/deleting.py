"""What a person does about a thing of Compute Engine that keeps another from being deleted."""

from __future__ import annotations

import re

PATH = re.compile(
    r"projects/(?P<project>[^/]+)/(?:global|(?P<kind>regions|zones)/(?P<place>[^/]+))/(?P<collection>\w+)/(?P<name>[^/]+)"
)
# Collection -> gcloud's word for it: https://cloud.google.com/sdk/gcloud/reference/compute
GROUPS = {
    "addresses": "addresses",
    "backendServices": "backend-services",
    "disks": "disks",
    "firewalls": "firewall-rules",
    "forwardingRules": "forwarding-rules",
    "healthChecks": "health-checks",
    "instances": "instances",
    "networkAttachments": "network-attachments",
    "networkEndpointGroups": "network-endpoint-groups",
    "routers": "routers",
    "routes": "routes",
    "serviceAttachments": "service-attachments",
    "subnetworks": "networks subnets",
    "targetPools": "target-pools",
    "urlMaps": "url-maps",
    "vpnGateways": "vpn-gateways",
}
# Where there is no other scope, none is named.
GLOBAL_ONLY = ("firewalls", "routes")
PEERING, SERVERLESS = "peering-route-", "serverless-ipv"


def what_to_do(path: str) -> str | None:
    """About what an API names by its path; None if nothing is known."""
    found = PATH.fullmatch(path)
    if found is None or found["collection"] not in GROUPS:
        return None
    if found["name"].startswith(SERVERLESS):
        # https://cloud.google.com/run/docs/configuring/vpc-direct-vpc#delete-subnet
        return "Cloud Run gives the address back one to two hours after its service went: run this again then"
    if found["name"].startswith(PEERING):
        listed = f"gcloud compute networks peerings list --project={found['project']}"
        return f"delete the peering that is not needed any more (`{listed}` names it), then run this again"
    return f"no run of landfast made it; if nothing needs it: `{_command(found)}`, then run this again"


def _command(found: re.Match[str]) -> str:
    project = f"--project={found['project']}"
    if found["place"]:
        project = f"--{found['kind'][:-1]}={found['place']} {project}"
    elif found["collection"] not in GLOBAL_ONLY:
        project = f"--global {project}"
    return f"gcloud compute {GROUPS[found['collection']]} delete {found['name']} {project}"
