"""What Sensitive Data Protection can find. The list, its sources and its date: `data/infotypes.json`."""

from __future__ import annotations

from functools import cache

from landfast.gcp.tables import table


@cache
def info_types() -> frozenset[str]:
    """Names of the built-in detectors that are known, e.g. `EMAIL_ADDRESS`."""
    return frozenset(table("infotypes")["names"])
