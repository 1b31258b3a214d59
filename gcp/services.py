"""The services that a project can enable: `data/services.json`, which `python -m tools.services` writes."""

from __future__ import annotations

from functools import cache

from landfast.gcp.tables import table

DOMAIN = ".googleapis.com"
# Of whoever publishes them: Cloud Endpoints, API Gateway and the Marketplace. None of them can be known here.
OF_OTHERS = (".cloud.goog", ".cloudpartnerservices.goog", ".appspot.com")


def is_service(name: str) -> bool:
    """Whether there is a service such as `pubsub.googleapis.com`; true for those that others than Google publish."""
    return name.endswith(OF_OTHERS) or (name.endswith(DOMAIN) and name.removesuffix(DOMAIN) in _names())


def title(name: str) -> str:
    """What Google calls a service, `Cloud Pub/Sub API`; its name where it publishes none."""
    titles: dict[str, str] = table("services")["titles"]
    return titles.get(name.removesuffix(DOMAIN), name)


@cache
def _names() -> frozenset[str]:
    known = table("services")
    return frozenset((*known["titles"], *known["besides"].split()))
