"""Organization policies: what holds of one, as soon as it has been heard of."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.late import is_late
from landfast.rehearsal.cloud.policies import POLICY
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Service


def _effective(asked: Asked) -> Object:
    """https://cloud.google.com/resource-manager/docs/reference/orgpolicy/rest/v2/folders.policies/getEffectivePolicy"""
    found = asked.store.get(POLICY, asked.path)
    specs = found.fields.get("spec") if found is not None and not is_late(asked.store, found.name) else None
    rules = [{"enforce": str(rule.get("enforce")).upper() == "TRUE"} for rule in (specs or [{}])[0].get("rules") or []]
    return {"name": asked.path, "spec": {"rules": rules}}


SERVICE = Service(
    "orgpolicy.v2",
    handlers={
        f"{parent}.policies.getEffectivePolicy": _effective for parent in ("projects", "folders", "organizations")
    },
)
