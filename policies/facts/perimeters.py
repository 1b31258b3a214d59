"""Whether Google's APIs refuse who is outside."""

from __future__ import annotations

from landfast.policies.model import World

_PERIMETER = "google_access_context_manager_service_perimeter"


def is_enclosed(world: World) -> bool:
    """Whether a perimeter is enforced: a dry run has its `spec` alone."""
    return any(perimeter.values.get("status") for perimeter in world.of(_PERIMETER))
