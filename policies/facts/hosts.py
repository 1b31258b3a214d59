"""Where a host name is: container registries, and the endpoints that data is pushed to."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from landfast.gcp.run_hosts import region_of_host
from landfast.gcp.universes import universes
from landfast.policies.facts.places import PlaceVerdict, locate, location_in
from landfast.policies.facts.tables import table
from landfast.policies.model import Area
from landfast.policies.values import GAP

_REGISTRY = re.compile(r"([a-z0-9-]+)-(?:docker|python|npm|maven|apt|yum|go|generic|kfp)\.pkg\.dev", re.ASCII)
# The old registry's hosts; `gcr.io` itself keeps in the US.
_OLD_REGISTRY = {"eu.gcr.io": "EU", "us.gcr.io": "US", "gcr.io": "US", "asia.gcr.io": "ASIA"}
# https://SERVICE-PROJECTNUMBER.REGION.run.app (its other form has a code of the region) and
# https://REGION-PROJECT.cloudfunctions.net carry their region.
_RUN = re.compile(r"[a-z0-9-]+\.([a-z]+(?:-[a-z]+)+[0-9]+)\.run\.app", re.ASCII)
_FUNCTION = re.compile(r"([a-z]+-[a-z]+[0-9]+)-[^.]+\.cloudfunctions\.net", re.ASCII)
# SERVICE.REGION.rep.googleapis.com and REGION-SERVICE.googleapis.com; `eu` and `us` are multi-regions.
_PLACE = r"([a-z]+(?:-[a-z]+)+[0-9]+|eu|us)"
# Ends of names that the internet has nobody for: ICANN keeps `internal` free (2024), RFC 6761 and 6762 the others.
_OWN_NAMES = frozenset({"internal", "local", "localhost"})
_REGIONAL_API = re.compile(rf"[a-z0-9-]+\.{_PLACE}\.rep\.googleapis\.com|{_PLACE}-[a-z0-9]+\.googleapis\.com", re.ASCII)


def image(name: str, area: Area) -> PlaceVerdict:
    """Verdict on the registry of a container image."""
    host = image_host(name.removeprefix("https://"))
    registry = _REGISTRY.fullmatch(host)
    if registry:
        return locate(registry[1], "artifact_registry", area)
    for universe in universes().values():
        if _is_below(host, universe.registry):
            return locate(universe.regions[0], "artifact_registry", area)
    if host in _OLD_REGISTRY:
        return locate(_OLD_REGISTRY[host], "container_registry", area)
    return PlaceVerdict("unknown", f"is in a registry whose place is not known{_run_by(host)}")


def endpoint(url: str, area: Area) -> PlaceVerdict:
    """Verdict on the host of a URL, or on a host alone."""
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host = parts.hostname or ""
    except ValueError:
        return PlaceVerdict("unknown", "is no URL")
    if is_own(host):
        return PlaceVerdict("in area", "is an address of one's own network")
    if GAP in host:
        return PlaceVerdict("unknown", "is on a host that is known in part only")
    region = region_of_host(host)
    if region is not None:
        return locate(region, "api", area)
    for pattern in (_RUN, _FUNCTION, _REGIONAL_API):
        match = pattern.fullmatch(host)
        if match:
            return locate(match[match.lastindex or 1], "api", area)
    for universe in universes().values():
        # It has one region: all its hosts are there.
        if _is_below(host, universe.domain):
            return locate(universe.regions[0], "api", area)
    if host.endswith(".googleapis.com"):
        return _global_api(parts.path, area)
    return PlaceVerdict("unknown", f"is on a host whose place is not known{_run_by(host)}")


def _is_below(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def is_own(host: str) -> bool:
    """Whether a host is an address, or a name, that only one's own network knows."""
    if host.rsplit(".", 1)[-1].lower() in _OWN_NAMES:
        return True
    try:
        return ip_address(host).is_private
    except ValueError:
        return False


def _global_api(path: str, area: Area) -> PlaceVerdict:
    """A global endpoint hands a request on to the location that its path names."""
    location = location_in(path)
    if location and GAP not in location:
        return locate(location, "api", area)
    return PlaceVerdict("global", "is a global endpoint: a server in any region may answer")


def image_host(name: str) -> str:
    """The registry's host; a name without one is on Docker Hub, as every container runtime takes it."""
    head, slash, _rest = name.partition("/")
    return head if slash and ("." in head or ":" in head or head == "localhost") else "docker.io"


def operator(host: str) -> str | None:
    """Who runs a well-known host outside of Google Cloud; None if that is not known."""
    for universe in universes().values():
        if _is_below(host, universe.domain) or _is_below(host, universe.registry):
            return universe.title
    operators = table("processors")["hosts"]
    labels = host.lower().rstrip(".").split(".")
    names = (".".join(labels[at:]) for at in range(len(labels) - 1))
    return next((operators[name] for name in names if name in operators), None)


def _run_by(host: str) -> str:
    name = operator(host)
    return f" ({name})" if name else ""
