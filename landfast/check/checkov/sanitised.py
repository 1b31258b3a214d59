"""The copy that checkov is given: a plan with what landfast evaluated, in names that nothing of an input can break."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from landfast.check.evaluate.blocks import META_ARGUMENTS
from landfast.check.evaluate.derived import derived
from landfast.policies.model import Resource
from landfast.policies.values import GAP, Unknown

CANARY = "landfast_canary"
# Where each canary is, and whether a policy on canaries passes it.
CANARIES: Mapping[str, bool] = {f"{CANARY}.silent": False, f"{CANARY}.singing": True}
# checkov takes it for a reference that it can't follow, and says so where a check needs the value.
_UNKNOWN = "${landfast.unknown}"
# Attributes that other resources name these by, other than by id: type -> (its own attribute, theirs).
_NAMED_BY = {
    "google_project": ("project_id", "project"),
    "google_storage_bucket": ("name", "bucket"),
    "google_sql_database_instance": ("name", "instance"),
    "google_compute_network": ("name", "network"),
}


def address_of(number: int, resource: Resource) -> str:
    """What the resource is called in the copy."""
    return f"{'data.' if resource.mode == 'data' else ''}{resource.type}.r{number}"


def plan_of(resources: Sequence[Resource], first: int = 0) -> dict[str, Any]:
    """The copy of resources, numbered from `first` on, as `terraform show -json` would print it.

    `count`, `for_each` and `dynamic` are expanded, literals stand for what is resolved, and there is no
    `required_version`. References between resources stay known beside the literals.
    """
    copies = [_copy(number, resource) for number, resource in enumerate(resources, first)]
    return _plan(copies, list(_references(resources, first)))


def plan_of_canaries() -> dict[str, Any]:
    """Resources of which it is known what the policies on them must say."""
    canaries = [
        {"address": address, "mode": "managed", "type": CANARY, "name": address.partition(".")[2],
         "values": {"sings": sings}}
        for address, sings in CANARIES.items()
    ]  # fmt: skip
    return _plan(canaries, [])


def _plan(resources: list[dict[str, Any]], references: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "planned_values": {"root_module": {"resources": resources}},
        "resource_changes": [],
        "configuration": {"root_module": {"resources": references}},
    }


def _copy(number: int, resource: Resource) -> dict[str, Any]:
    return {
        "address": address_of(number, resource),
        "mode": resource.mode,
        "type": resource.type,
        "name": f"r{number}",
        "values": {
            name: plain(value)
            for name, value in resource.values.items()
            # By a name that no attribute can have, checkov would be told that there is none of it (count: 0).
            if value is not None and name not in META_ARGUMENTS
        },
    }


def plain(value: Any) -> Any:
    """A value as JSON; what is not known of it becomes a reference that leads nowhere."""
    if isinstance(value, Unknown):
        return value.text.replace(GAP, _UNKNOWN) if value.text is not None else _UNKNOWN
    if isinstance(value, Mapping):
        return {plain(str(name)): plain(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [plain(item) for item in value]
    # Half a surrogate pair can't be written to a file.
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _references(resources: Sequence[Resource], first: int) -> Iterator[dict[str, Any]]:
    """Which attribute of which resource names another: checkov's checks on pairs of resources go by these."""
    targets = _targets(resources, first)
    for number, resource in enumerate(resources, first):
        found = {}
        for name, value in resource.values.items():
            text = value if isinstance(value, str) else ""
            target = targets.get((name, text)) or targets.get(("", text))
            if target and target != address_of(number, resource):
                found[name] = {"references": [f"{target}.id", target]}
        if found:
            yield {"address": address_of(number, resource), "type": resource.type, "name": f"r{number}",
                   "expressions": found}  # fmt: skip


def _targets(resources: Sequence[Resource], first: int) -> dict[tuple[str, str], str]:
    """(attribute that names it, value) -> address in the copy; the attribute is empty where any may."""
    found: dict[tuple[str, str], str] = {}
    for number, resource in enumerate(resources, first):
        if resource.mode != "managed":
            continue
        address = address_of(number, resource)
        own, theirs = _NAMED_BY.get(resource.type, ("", ""))
        if isinstance(name := resource.values.get(own), str):
            found.setdefault((theirs, name), address)
        for computed in ("id", "self_link"):
            value = derived(resource.type, "managed", computed, resource.values.get)
            if isinstance(value, str) and "/" in value:
                found.setdefault(("", value), address)
    return found
