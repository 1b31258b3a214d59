"""What the cloud refuses of any kind, one rule a file; a kind's own rules stand in its file (`cloud/kinds/`).

A rule looks at a call and at what stands, and raises Refusal.
"""

from __future__ import annotations

from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds import behaviour
from landfast.rehearsal.cloud.kinds.behaviour import Rule
from landfast.rehearsal.cloud.rules import (
    capacity,
    channels,
    combinations,
    constraints,
    containers,
    databases,
    definitions,
    encryption,
    expressions,
    firewalls,
    labels,
    limits,
    locations,
    logs,
    machines,
    maintenance,
    members,
    networks,
    nodes,
    parents,
    projects,
    ranges,
    records,
    roles,
    schemas,
    services,
    uniqueness,
)
from landfast.rehearsal.cloud.store import Store


def _of_the_kind(call: Call, store: Store) -> None:
    for rule in behaviour(call.type).refuses:
        rule(call, store)


# In the order in which the cloud answers: the first refusal is the one that is seen.
RULES: tuple[Rule, ...] = (
    projects.check,
    services.check,
    parents.check,
    networks.check,
    limits.check,
    combinations.check,
    labels.check,
    ranges.check,
    firewalls.check,
    expressions.check,
    databases.check,
    records.check,
    schemas.check,
    logs.check,
    channels.check,
    definitions.check,
    capacity.check,
    nodes.check,
    containers.check,
    uniqueness.check,
    locations.check,
    machines.check,
    maintenance.check,
    constraints.check,
    encryption.check,
    members.check,
    roles.check,
    _of_the_kind,
)
