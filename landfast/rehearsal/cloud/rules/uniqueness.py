"""Names that are taken: 409, with the words of the API."""

from __future__ import annotations

from landfast.rehearsal.cloud.request import Request
from landfast.rehearsal.errors import already_exists


def check(request: Request) -> None:
    """A create of what stands already is refused, except where the provider adopts it."""
    if request.operation != "create" or request.type.facts.upsert:
        return
    if request.find(request.type.name, request.id) is not None:
        raise already_exists(f"Resource '{request.id}' already exists")
