"""Google's predefined roles and their permissions: `data/roles.json`, `data/permissions.json`, with source and date."""

from __future__ import annotations

from functools import cache

from landfast.gcp.tables import table


@cache
def predefined_roles() -> frozenset[str]:
    """Every predefined role, e.g. `roles/storage.objectViewer`."""
    return frozenset(
        f"roles/{service}.{name}" if name != "-" else f"roles/{service}"
        for service, names in table("roles")["roles"].items()
        for name in names.split()
    )


@cache
def permissions() -> frozenset[str]:
    """Every permission that a predefined role holds: `storage.buckets.get`."""
    return frozenset(
        f"{resource}.{verb}"
        for resource, verbs in table("permissions")["permissions"].items()
        for verb in verbs.split()
    )


@cache
def held_resources(role: str) -> frozenset[str] | None:
    """Resources (`storage.buckets`) that a predefined role holds a permission on; None if they are not known."""
    numbers = table("permissions")["roles"].get(role.removeprefix("roles/"))
    if numbers is None:
        return None
    names = tuple(table("permissions")["permissions"])
    return frozenset(names[int(number)] for number in numbers.split())
