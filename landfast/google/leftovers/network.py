"""What others put into a network: clusters their load balancers, services their peerings and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from landfast.google.api import GoogleApi
from landfast.google.leftovers.work import Work

COMPUTE = "https://compute.googleapis.com/compute/v1"
# Names that a cluster's controllers give: https://cloud.google.com/kubernetes-engine/docs/concepts/firewall-rules,
# .../concepts/ingress, .../concepts/container-native-load-balancing, .../concepts/persistent-volumes.
OF_A_CLUSTER = re.compile(r"(?:k8s\d?-|gke-|pvc-)")
# The controllers of older Services name a thing by the Service's UID, and say in its description whose it is.
SAYS_SO = "kubernetes.io/"
# Collections, each before what it refers to.
IN_ORDER = ("forwardingRules", "targetHttpProxies", "targetHttpsProxies", "targetPools", "urlMaps", "backendServices",
            "networkEndpointGroups", "instanceGroups", "healthChecks", "addresses", "disks")  # fmt: skip
# The peering that private services access makes has the service's name.
OF_SERVICES = "servicenetworking-googleapis-com"
SERVERLESS = re.compile(r"/addresses/serverless-ipv[46]-")
# Addresses of endpoints by Private Service Connect: given back by themselves once no model is there.
# https://cloud.google.com/vpc/docs/about-service-connectivity-automation#endpoint-automation
AUTOMATED = re.compile(r"/(?:forwardingRules|addresses)/sca-auto-")
# https://cloud.google.com/run/docs/configuring/vpc-direct-vpc#delete-subnet: one to two hours after the service went.
ADDRESS_SECONDS, MACHINE_SECONDS = 60.0, 20.0
DATAFLOW = "goog-dataflow-job-id"


def remove_of_clusters(api: GoogleApi, project: str, network: str, work: Work) -> None:
    """Deletes what clusters left: load balancers, endpoint groups, firewall rules, disks of volumes. Raises: UserError.

    With `network`, the name of one, only what says that it is in it: in a project of others there are others' clusters.

    A cluster that is deleted takes with it what was made when it was; of the rest not always all:
    https://cloud.google.com/kubernetes-engine/docs/how-to/deleting-a-cluster
    """
    for collection in IN_ORDER:
        for item in filter(partial(_is_in, network), _aggregated(api, project, collection)):
            _remove_if_of_a_cluster(api, collection, item, work)
    rules = list(api.pages(f"{COMPUTE}/projects/{project}/global/firewalls", "items"))
    for item in filter(partial(_is_in, network), rules):
        _remove_if_of_a_cluster(api, "firewalls", item, work)


def seconds_until_free(api: GoogleApi, user: str, work: Work) -> float | None:
    """Takes what uses a network or a subnetwork out of the way, by its path.

    The seconds after which it is worth another try; None if it is nobody's that is known. Raises: UserError.
    """
    if SERVERLESS.search(user):
        return min(ADDRESS_SECONDS, api.poll_seconds * 30)
    if AUTOMATED.search(user):
        return min(MACHINE_SECONDS, api.poll_seconds * 10)
    item = api.get(f"{COMPUTE}/{user}")
    if item is None:
        return 0.0
    if item.get("nextHopPeering") == OF_SERVICES:
        return _remove_peering(api, str(item["network"]), work)
    if DATAFLOW in (item.get("labels") or {}):
        return min(MACHINE_SECONDS, api.poll_seconds * 10)
    return 0.0 if _remove_if_of_a_cluster(api, user.rsplit("/", 2)[-2], item, work) else None


def _remove_peering(api: GoogleApi, network: str, work: Work) -> float:
    """Google refuses to delete the connection for days after a database went; this side of it can go at once."""
    work.say(f"removes the peering {OF_SERVICES} of {network.rsplit('/', 1)[-1]}")
    path = network[network.index("projects/") :]
    api.post(f"{COMPUTE}/{path}/removePeering", {"name": OF_SERVICES})
    return 0.0


def _is_in(network: str, item: Mapping[str, Any]) -> bool:
    return not network or str(item.get("network") or "").rsplit("/", 1)[-1] == network


def _aggregated(api: GoogleApi, project: str, collection: str) -> list[Mapping[str, Any]]:
    """All items of a collection, of every zone and region and global."""
    return list(_items(api, f"{COMPUTE}/projects/{project}/aggregated/{collection}", collection))


def _items(api: GoogleApi, url: str, collection: str) -> Iterator[Mapping[str, Any]]:
    for place in api.scopes(url):
        yield from place.get(collection) or ()


def _remove_if_of_a_cluster(api: GoogleApi, collection: str, item: Mapping[str, Any], work: Work) -> bool:
    name = str(item.get("name"))
    if not OF_A_CLUSTER.match(name) and SAYS_SO not in str(item.get("description") or ""):
        return False
    work.say(f"removes {collection}/{name}, which a cluster left")
    link = str(item["selfLink"])
    api.delete(f"{COMPUTE}/{link[link.index('projects/') :]}")
    return True
