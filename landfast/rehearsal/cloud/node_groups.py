"""Groups of machines that Kubernetes Engine makes: one for each pool of nodes and zone.

https://cloud.google.com/kubernetes-engine/docs/concepts/node-pools
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from landfast.gcp.regions import catalogue
from landfast.provider.values import Object
from landfast.rehearsal.cloud.stable import digest

LINK = "https://www.googleapis.com/compute/v1"
# GKE takes three zones of a region where nobody names others.
ZONES = 3
# https://cloud.google.com/compute/docs/naming-resources: so much of the names of cluster and pool is left.
LONGEST = 20


@dataclass(frozen=True, slots=True)
class NodeGroup:
    """The group of one pool in one zone, with `size` machines."""

    project: str
    zone: str
    name: str
    size: int

    @property
    def manager(self) -> str:
        """Path of the manager, which the pool names as its group."""
        return f"projects/{self.project}/zones/{self.zone}/instanceGroupManagers/{self.name}"

    @property
    def group(self) -> str:
        """Path of the group that it manages."""
        return f"projects/{self.project}/zones/{self.zone}/instanceGroups/{self.name}"


def zones_of(location: str) -> list[str]:
    """Zones that nodes stand in if nobody names any: of a region, or the one that a cluster is in."""
    region = catalogue().get(location)
    return list(region.zones[:ZONES]) if region else [location]


def node_groups(pool: Object) -> Iterator[NodeGroup]:
    """Groups of a pool of nodes, by its fields; `node_locations` are its zones."""
    project, cluster, name = (str(pool.get(part) or "") for part in ("project", "cluster", "name"))
    short = cluster.rsplit("/", 1)[-1]
    own = digest(project, pool.get("location"), short, name)[:8]
    for zone in sorted(pool.get("node_locations") or []):
        said = f"gke-{short[:LONGEST]}-{name[:LONGEST]}-{own}-grp"
        yield NodeGroup(project, zone, said, int(pool.get("node_count") or 0))


def links(pool: Object) -> Object:
    """What the provider keeps of them: the managers, and the groups that these manage."""
    groups = list(node_groups(pool))
    return {
        "instance_group_urls": [f"{LINK}/{one.manager}" for one in groups],
        "managed_instance_group_urls": [f"{LINK}/{one.group}" for one in groups],
    }
