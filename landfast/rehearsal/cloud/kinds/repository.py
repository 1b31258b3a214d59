"""Repositories of Artifact Registry."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.images import push_expected
from landfast.rehearsal.cloud.kinds.behaviour import Behaviour
from landfast.rehearsal.cloud.store import Store

HOSTS = {"DOCKER": "docker", "PYTHON": "python", "MAVEN": "maven", "NPM": "npm", "GENERIC": "generic"}


def _computed(call: Call) -> Object:
    fields = call.fields
    host = HOSTS.get(str(fields.get("format")).upper(), "docker")
    uri = f"{fields.get('location')}-{host}.pkg.dev/{fields['project']}/{fields['repository_id']}"
    return {"registry_uri": uri}


def _named(call: Call) -> Object:
    """The provider keeps the short name; its id is the whole path."""
    return {"name": call.fields["repository_id"]}


def _images(call: Call, store: Store) -> None:
    if call.verb == "create":
        push_expected(store, call.name, call.project)


BEHAVIOURS = {"google_artifact_registry_repository": Behaviour(computed=_computed, inside=_named, then=_images)}
