"""Changes that force a new resource only in one direction: what the provider's CustomizeDiff decides."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from landfast.rehearsal.doors.terraform.values import UNKNOWN


def forces(type_name: str, path: str, old: Any, new: Any) -> bool:
    """Whether this change of a known value needs a new resource."""
    condition = CONDITIONS.get((type_name, path))
    return condition is not None and old not in (None, UNKNOWN) and new is not UNKNOWN and condition(old, new)


def _unlocked(old: Any, new: Any) -> bool:
    return bool(old) and not new


def _shrunk(old: Any, new: Any) -> bool:
    return new is not None and new < old


def _not_widened(old: Any, new: Any) -> bool:
    """A range of addresses may grow in place, as long as the old one is part of the new one."""
    try:
        before, after = ipaddress.ip_network(old, strict=False), ipaddress.ip_network(new, strict=False)
    except (TypeError, ValueError):
        return True
    return before.version != after.version or not before.subnet_of(after)  # type: ignore[arg-type]


CONDITIONS: dict[tuple[str, str], Callable[[Any, Any], bool]] = {
    ("google_compute_disk", "size"): _shrunk,
    ("google_compute_region_disk", "size"): _shrunk,
    ("google_compute_subnetwork", "ip_cidr_range"): _not_widened,
    ("google_storage_bucket", "retention_policy.is_locked"): _unlocked,
}
