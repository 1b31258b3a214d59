"""Computed values of types whose API has a form of its own, by type."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from landfast.rehearsal.cloud.projects import project_number
from landfast.rehearsal.values import Object

Values = dict[str, Any]


def special_values(type_name: str, values: Object) -> Values:
    """Attributes of a new resource that follow from its others; only those that are unknown are taken."""
    rule = RULES.get(type_name)
    return rule(values) if rule is not None else {}


def _project(values: Object) -> Values:
    return {"number": project_number(values["project_id"])}


def _bucket(values: Object) -> Values:
    number = project_number(values["project"])
    return {"url": f"gs://{values['name']}", "project_number": int(number)}


def _service_account(values: Object) -> Values:
    email = f"{values['account_id']}@{values['project']}.iam.gserviceaccount.com"
    digits = project_number(email) + project_number(email[::-1])
    name = f"projects/{values['project']}/serviceAccounts/{email}"
    return {"email": email, "member": f"serviceAccount:{email}", "unique_id": digits[:21], "name": name, "id": name}


RULES: dict[str, Callable[[Object], Values]] = {
    "google_project": _project,
    "google_storage_bucket": _bucket,
    "google_service_account": _service_account,
}
