"""Where a host name is: container registries, and the endpoints that data is pushed to."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from policies.model import Area
from policies.places import Verdict, locate

_REGISTRY = re.compile(r"([a-z0-9-]+)-(?:docker|python|npm|maven|apt|yum|go|generic|kfp)\.pkg\.dev", re.ASCII)
# The old registry's hosts; `gcr.io` itself keeps in the US.
_OLD_REGISTRY = {"eu.gcr.io": "EU", "us.gcr.io": "US", "gcr.io": "US", "asia.gcr.io": "ASIA"}
# https://SERVICE-PROJECTNUMBER.REGION.run.app and https://REGION-PROJECT.cloudfunctions.net carry their region.
_RUN = re.compile(r"[a-z0-9-]+\.([a-z]+(?:-[a-z]+)+[0-9]+)\.run\.app", re.ASCII)
_FUNCTION = re.compile(r"([a-z]+-[a-z]+[0-9]+)-[^.]+\.cloudfunctions\.net", re.ASCII)
_REGIONAL_API = re.compile(r"[a-z0-9-]+\.([a-z]+(?:-[a-z]+)+[0-9]+)\.rep\.googleapis\.com", re.ASCII)


def image(name: str, area: Area) -> Verdict:
    """Verdict on the registry of a container image."""
    host = name.split("/", 1)[0]
    registry = _REGISTRY.fullmatch(host)
    if registry:
        return locate(registry[1], "artifact_registry", area)
    if host in _OLD_REGISTRY:
        return locate(_OLD_REGISTRY[host], "container_registry", area)
    return Verdict("unknown", "is in a registry whose place is not known")


def endpoint(url: str, area: Area) -> Verdict:
    """Verdict on the host of a URL."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return Verdict("unknown", "is no URL")
    for pattern in (_RUN, _FUNCTION, _REGIONAL_API):
        match = pattern.fullmatch(host)
        if match:
            return locate(match[1], "", area)
    return Verdict("unknown", "is on a host whose place is not known")
