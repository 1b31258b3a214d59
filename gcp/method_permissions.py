"""What permissions methods of Google's APIs need that are about no one resource: `data/method_permissions.json`."""

from __future__ import annotations

from collections.abc import Sequence

from landfast.gcp.tables import table


def permissions_of_method(api: str, method: str) -> Sequence[str] | None:
    """Of a method by its id in the discovery document `API.VERSION`; None if nobody has said what it needs."""
    found: Sequence[str] | None = table("method_permissions")["methods"].get(api, {}).get(method)
    return found
