"""Whether whoever asks may call a method: lists, and verbs of its own. What is made, read, changed and deleted one by
one is judged by the cloud, whichever door it is asked for by.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from landfast.gcp.machine_types import has_public_images
from landfast.gcp.method_permissions import permissions_of_method
from landfast.rehearsal.cloud.documents import Method
from landfast.rehearsal.cloud.principal import EVERYBODYS_OWNER, NODES
from landfast.rehearsal.cloud.refusal import forbidden
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.methods import handler

BY_THE_CLOUD = ("create", "insert", "get", "patch", "update", "delete")
OF_THE_POLICY = ("setIamPolicy", "testIamPermissions")
NODE = re.compile(r"(?:^|(?<=/))((?:projects|folders|organizations|billingAccounts)/[^/:]+)")
BUCKET = "google_storage_bucket"


def is_judged_by_method(service: Service, method: Method) -> bool:
    """Of a method that is answered: whether a table says what it needs."""
    if handler(service, method.id) is None or method.name in OF_THE_POLICY:
        return False
    if method.collection.lower().endswith("operations"):
        # Who may do a thing may wait for it.
        return False
    collection = service.collection(method.collection)
    own = collection is not None and not collection.is_row
    return not (method.name in BY_THE_CLOUD and (own or collection is None))


def check_permitted(asked: Asked) -> None:
    """Raises: Refusal (403), which names the first permission that is not held."""
    if asked.caller == EVERYBODYS_OWNER or not is_judged_by_method(asked.service, asked.method):
        return
    needed = permissions_of_method(asked.service.document, asked.method.id)
    if needed is None:
        raise forbidden(f"What {asked.method.id} needs is not known here: only the owner of all may.")
    if not needed or has_public_images(asked.project):
        return
    held = frozenset().union(*(asked.access.held(*place) for place in _places(asked)))
    for permission in needed:
        if permission not in held:
            raise asked.denied(permission, asked.path)


def _places(asked: Asked) -> Iterator[tuple[str, str, str]]:
    """What the permissions may be held on: kind, name, and the id of the project."""
    bucket = asked.values.get("sourceBucket") or asked.values.get("bucket")
    if bucket:
        standing = asked.store.get(BUCKET, bucket)
        yield BUCKET, bucket, standing.project if standing else asked.project
        return
    collection = asked.service.collection(asked.method.collection)
    if asked.project:
        one = collection is not None and not asked.is_of_all
        yield collection.kind if collection else "", asked.name if one else asked.path, asked.project
        return
    for text in (asked.path, asked.parameter("parent"), asked.parameter("network"), asked.parameter("scope")):
        found = NODE.search(asked.by_id(text))
        if found is not None:
            kind, _slash, short = found[1].partition("/")
            yield NODES[kind], found[1], short if kind == "projects" else ""
            return
