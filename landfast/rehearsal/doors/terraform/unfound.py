"""What an import of HashiCorp's provider does not find of what stands: no Read asks the API for it.

Read in google/services/vertexai/resource_vertex_ai_endpoint.go, .../workbench/resource_workbench_instance.go,
.../compute/resource_compute_global_forwarding_rule.go and ..._network_firewall_policy_association.go of 8.7.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from landfast.provider.reads import reads
from landfast.provider.tree import ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.doors.terraform.plan.suppress import LINK_OR_NAME, last

# Type -> paths, blocks by their names.
UNFOUND: Mapping[str, Sequence[str]] = {
    "google_compute_global_forwarding_rule": ("no_automate_dns_zone",),
    "google_vertex_ai_endpoint": ("region",),
    "google_workbench_instance": ("gce_setup.boot_disk.disk_type", "gce_setup.data_disks.disk_type"),
}


def as_found(type_: ResourceType, state: Object) -> Object:
    """A state as an import finds it."""
    return as_read(type_, state | _of_the_id(type_, state), {})


def as_read(type_: ResourceType, told: Object, state: Object) -> Object:
    """What a Read tells: of what it asks nobody, what the state says."""
    for path in UNFOUND.get(type_.name, ()):
        told = _kept(told, path.split("."), state)
    return told


def _of_the_id(type_: ResourceType, state: Object) -> Object:
    """What no Read writes has what the id says, also where a link was configured: a name.

    What an id begins with (`{{parent}}/policies/{{name}}`) is a whole path.
    """
    known = reads(type_.name)
    names = [name for name in known.unread if f"/{{{{{name}}}}}" in type_.facts.id_format] if known else ()
    of_links = [name for name in names if type_.facts.attributes.get(name, {}).get("diff_suppress") == LINK_OR_NAME]
    return {name: last(state[name]) for name in of_links if isinstance(state.get(name), str)}


def _kept(values: Object, path: Sequence[str], state: Object) -> Object:
    name, *inner = path
    if not inner:
        return {**values, name: state.get(name)}
    held = zip_longest(values.get(name) or [], state.get(name) or [])
    return {**values, name: [_kept(block, inner, before or {}) for block, before in held if block is not None]}
