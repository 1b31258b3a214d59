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
def role_permissions(role: str) -> frozenset[str] | None:
    """What a predefined role holds, basic ones among them (`roles/owner`); None if it is not known."""
    parts = _parts(role)
    if parts is None:
        return None
    resources = tuple(table("permissions")["permissions"].items())
    return frozenset(
        f"{resources[number][0]}.{verb}"
        for number, bits in parts
        for place, verb in enumerate(resources[number][1].split())
        if bits is None or bits >> place & 1
    )


@cache
def held_resources(role: str) -> frozenset[str] | None:
    """Resources (`storage.buckets`) that a predefined role holds a permission on; None if they are not known."""
    parts = _parts(role)
    names = tuple(table("permissions")["permissions"])
    return None if parts is None else frozenset(names[number] for number, _bits in parts)


def _parts(role: str) -> tuple[tuple[int, int | None], ...] | None:
    """(number of a resource, bits of the verbs that are held; None: of all)."""
    text = table("permissions")["roles"].get(role.removeprefix("roles/"))
    if text is None:
        return None
    parts = (part.partition(":") for part in text.split())
    return tuple((int(number), int(bits, 16) if bits else None) for number, _colon, bits in parts)
