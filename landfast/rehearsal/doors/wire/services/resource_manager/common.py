"""What the methods of Resource Manager have in common: how it refuses, and how it searches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from landfast.provider.values import Object
from landfast.rehearsal.cloud.kinds.project import FOLDER
from landfast.rehearsal.cloud.principal import NODES
from landfast.rehearsal.cloud.refusal import Refusal, forbidden
from landfast.rehearsal.cloud.store import GIVEN_FOLDER, Store, StoredResource
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.pages import paged
from landfast.rehearsal.doors.wire.problems import NotAnswered

QUERY = re.compile(r"\s*(\w[\w.]*)\s*[:=]\s*\"?([^\s\"]+)\"?\s*(?:AND\s+)?")


def denied(permission: str, name: str) -> Refusal:
    """What does not stand, and what may not be seen, are answered alike."""
    return forbidden(
        f"Permission '{permission}' denied on resource '//cloudresourcemanager.googleapis.com/{name}' "
        "(or it may not exist)."
    )


def kind_of(node: str) -> str:
    """`folders/N`, `organizations/N` by the Terraform type."""
    return NODES.get(node.partition("/")[0], "")


def allow(asked: Asked, permission: str, type_: str, name: str, project: str = "") -> None:
    """Raises: Refusal (403) if the caller may not."""
    if permission not in asked.access.held(type_, name, project):
        raise denied(permission, name)


def state_of(item: StoredResource) -> str:
    return "DELETE_REQUESTED" if item.deleted else "ACTIVE"


def folder_stands(store: Store, name: str) -> bool:
    return any(store.get(type_, name) is not None for type_ in (FOLDER, GIVEN_FOLDER))


def listed(asked: Asked, name: str, contents: list[Object]) -> Object:
    """A page of what `query` asks for."""
    wanted = list(_terms(asked, asked.parameter("query")))
    return cut(asked, name, [each for each in contents if all(_holds(each, *term) for term in wanted)], "name")


def cut(asked: Asked, name: str, contents: list[Object], key: str) -> Object:
    """A page of contents, in the order of what identifies them."""
    page, more = paged(asked, contents, lambda each: str(each[key]))
    return {name: page, **more} if page else {}


def _terms(asked: Asked, text: str) -> Iterator[tuple[str, str]]:
    end = 0
    while end < len(text):
        found = QUERY.match(text, end)
        if found is None:
            raise NotAnswered(f"{asked.method.id} with the query {text}")
        yield found[1], found[2]
        end = found.end()


# What a query calls a property: https://cloud.google.com/resource-manager/reference/rest/v3/projects/search
ALIASES = {"id": "projectId", "projectId": "projectId", "name": "displayName", "displayName": "displayName",
           "display_name": "displayName", "parent": "parent", "state": "state", "lifecycleState": "state"}  # fmt: skip


def _holds(content: Object, name: str, wanted: str) -> bool:
    if name.startswith("labels."):
        value = (content.get("labels") or {}).get(name.removeprefix("labels."))
        return value is not None if wanted == "*" else value == wanted
    value = str(content.get(ALIASES.get(name, name)) or "")
    return value.startswith(wanted.removesuffix("*")) if wanted.endswith("*") else value == wanted
