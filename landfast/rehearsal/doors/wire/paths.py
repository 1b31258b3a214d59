"""What a URL of a REST API means: whose it is, which collection, which member of it, and what is to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from landfast.rehearsal.cloud import unmanaged

HOST = re.compile(r"(?:[a-z]+-[a-z]+\d+-)?([a-z]+)\.googleapis\.com")
VERSION = re.compile(r"^/(?:compute/)?v\d+\w*/")
# `projects/P`, then where in it: of what follows, every other part is the name of a collection.
SCOPE = re.compile(r"projects/(?P<project>[^/]+)/(?:global|aggregated|(?:locations|regions|zones)/[^/]+)(?=/)")
# Verbs that Compute Engine writes as a part of the path.
PARTS = ("removePeering",)
# (API, collection) -> the type that it is to Terraform.
KINDS = {
    ("aiplatform", "endpoints"): "google_vertex_ai_endpoint",
    ("aiplatform", "featureGroups"): "google_vertex_ai_feature_group",
    ("aiplatform", "features"): "google_vertex_ai_feature_group_feature",
    ("aiplatform", "featureOnlineStores"): "google_vertex_ai_feature_online_store",
    ("aiplatform", "featureViews"): "google_vertex_ai_feature_online_store_featureview",
    ("compute", "disks"): "google_compute_disk",
    ("compute", "firewalls"): "google_compute_firewall",
    ("compute", "forwardingRules"): "google_compute_forwarding_rule",
    ("compute", "healthChecks"): "google_compute_health_check",
    ("compute", "networkEndpointGroups"): "google_compute_network_endpoint_group",
    ("compute", "networks"): "google_compute_network",
}
# Those that have none, by what a row of theirs is called.
ROWS = {
    **{("aiplatform", name): name for name in (*unmanaged.JOBS, unmanaged.SCHEDULE)},
    ("compute", "routes"): unmanaged.PEERING_ROUTE,
    ("dataflow", "jobs"): unmanaged.DATAFLOW_JOB,
    ("gkebackup", "backups"): unmanaged.BACKUP,
}


@dataclass(frozen=True, slots=True)
class WirePath:
    """`path` is that of the collection or, if `member`, of one in it; `verb` is empty for the plain methods."""

    api: str
    project: str
    collection: str
    path: str
    member: bool
    verb: str

    @property
    def kind(self) -> str | None:
        return KINDS.get((self.api, self.collection))

    @property
    def row(self) -> str | None:
        """The type of its rows in the store."""
        return self.kind or ROWS.get((self.api, self.collection))


def place(url: str) -> WirePath | None:
    """None for what this cloud has no API of."""
    parts = urlsplit(url)
    host, whole = HOST.fullmatch(parts.netloc), VERSION.sub("", parts.path)
    path, _colon, verb = whole.partition(":")
    scope = SCOPE.match(path)
    if host is None or scope is None:
        return None
    names = path[scope.end() + 1 :].split("/")
    if names[-1] in PARTS:
        path, verb = path.rpartition("/")[0], names.pop()
    member = len(names) % 2 == 0
    return WirePath(host[1], scope["project"], names[-2] if member else names[-1], path, member, verb)
