"""Google's predefined roles. The list, its source and its date: `data/roles.json`."""

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
