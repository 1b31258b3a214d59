"""Which project a resource is in, and what the cloud knows of projects."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import Kind
from landfast.rehearsal.cloud.store import Store, StoredResource

IN_PATH = re.compile(r"(?:^|/)projects/([^/]+)")
# Attributes that name another resource, through which a resource without a project is in one.
REFERENCES = {
    "bucket": "google_storage_bucket",
}


def project_number(project_id: str) -> str:
    """Twelve digits, always the same for the same id."""
    digest = int(hashlib.sha256(f"project {project_id}".encode()).hexdigest(), 16)
    return str(100_000_000_000 + digest % 900_000_000_000)


def find_project(store: Store, name: str) -> StoredResource | None:
    """The project by id, number, or a path of either."""
    short = name.removeprefix("projects/")
    found = store.get("google_project", f"projects/{short}")
    if found is not None or not short.isdigit():
        return found
    return next((item for item in store.list("google_project") if item.fields.get("number") == short), None)


def project_id(store: Store, name: str) -> str:
    """The id of a project that is named by its id or its number; the name itself where no such project stands."""
    found = find_project(store, name) if name.isdigit() else None
    return str(found.fields["project_id"]) if found else name


def project_of(store: Store, kind: Kind, name: str, fields: Object) -> str:
    """Project id of a resource, empty if it is in none."""
    if kind.terraform_type == "google_project":
        return str(fields.get("project_id") or name.removeprefix("projects/"))
    named = _named_project(name, fields)
    if named:
        return project_id(store, named)
    for attribute, target in REFERENCES.items():
        referred = fields.get(attribute)
        found = store.get(target, referred) if isinstance(referred, str) else None
        if found is not None:
            return found.project
    return ""


def _named_project(name: str, fields: Object) -> str:
    own = fields.get("project")
    if isinstance(own, str) and own:
        return own.removeprefix("projects/").partition("/")[0]
    paths: list[Any] = [name, fields.get("parent"), fields.get("name"), *fields.values()]
    for value in paths:
        found = IN_PATH.search(value) if isinstance(value, str) else None
        if found:
            return found[1]
    return ""
