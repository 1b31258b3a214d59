"""Instances that the provider starts and stops: what it calls besides, once one stands."""

from __future__ import annotations

from dataclasses import replace

from landfast.provider.tree import ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.store import StoredResource

# Type -> the provider's own argument, and the field of the API that it moves.
POWER = {"google_workbench_instance": ("desired_state", "state")}


def settled(type_: ResourceType, made: StoredResource, values: Object, cloud: Cloud) -> StoredResource:
    """The resource in the state that is asked for."""
    argument, state = POWER.get(type_.name, ("", ""))
    wanted = values.get(argument)
    if not isinstance(wanted, str) or made.fields.get(state) == wanted:
        return made
    whole = replace(made, fields={**made.fields, state: wanted})
    cloud.store.put(whole)
    return whole
