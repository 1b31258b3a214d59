"""What the cloud refuses, one file per family. A rule looks at a request and raises Refusal or ProviderError."""

from __future__ import annotations

from collections.abc import Callable

from landfast.rehearsal.cloud.call import Request
from landfast.rehearsal.cloud.rules import (
    constraints,
    deletion,
    encryption,
    locations,
    members,
    metrics,
    networks,
    order,
    parents,
    projects,
    roles,
    services,
    uniqueness,
)

Rule = Callable[[Request], None]

# In the order in which the cloud answers: the first refusal is the one that is seen.
RULES: tuple[Rule, ...] = (
    deletion.check,
    projects.check,
    services.check,
    parents.check,
    networks.check,
    uniqueness.check,
    locations.check,
    constraints.check,
    encryption.check,
    roles.check,
    members.check,
    metrics.check,
    order.check,
)
