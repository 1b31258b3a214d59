"""Organization policies of projects, folders and organizations; and what holds of one, once it has been heard of."""

from __future__ import annotations

from typing import Any

from landfast.provider.values import Object
from landfast.rehearsal.cloud.late import is_late
from landfast.rehearsal.cloud.policies import POLICY
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Service

PARENTS = ("projects", "folders", "organizations")
# What the provider writes as TRUE and FALSE.
WORDS = ("enforce", "allow_all", "deny_all")


def _effective(asked: Asked) -> Object:
    """https://cloud.google.com/resource-manager/docs/reference/orgpolicy/rest/v2/folders.policies/getEffectivePolicy"""
    found = asked.store.get(POLICY, asked.path)
    specs = found.fields.get("spec") if found is not None and not is_late(asked.store, found.name) else None
    rules = [{"enforce": str(rule.get("enforce")).upper() == "TRUE"} for rule in (specs or [{}])[0].get("rules") or []]
    return {"name": asked.path, "spec": {"rules": rules}}


def _in_words(fields: Object, _content: Object) -> None:
    specs: list[Any] = [*(fields.get("spec") or []), *(fields.get("dry_run_spec") or [])]
    for rule in (rule for spec in specs for rule in spec.get("rules") or []):
        rule.update({name: str(rule[name]).upper() for name in WORDS if rule.get(name) is not None})


SERVICE = Service(
    "orgpolicy.v2",
    tuple(
        Collection(f"{parent}.policies", POLICY, full_name=True, differs=Differences(to_fields=_in_words))
        for parent in PARENTS
    ),
    handlers={f"{parent}.policies.getEffectivePolicy": _effective for parent in PARENTS},
    package="google.cloud.orgpolicy.v2",
)
