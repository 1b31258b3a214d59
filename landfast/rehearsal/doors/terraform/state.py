"""Between Terraform's state and the API's fields: what is sent, and how what stands is kept in a state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast.provider.acquired import ACQUIRED
from landfast.provider.tree import Block, ResourceType
from landfast.provider.values import Object
from landfast.provider.virtual import virtual_attributes
from landfast.rehearsal.cloud.computed import Filler
from landfast.rehearsal.cloud.secrets import revealed
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.terraform.configuration import ProviderConfiguration
from landfast.rehearsal.doors.terraform.flatten import flattened
from landfast.rehearsal.doors.terraform.forms import answered, asked, state_id
from landfast.rehearsal.doors.terraform.nothing import read_back, resembling
from landfast.rehearsal.doors.terraform.plan.labels import imported_labels, kept_labels, sent_labels
from landfast.rehearsal.doors.terraform.unfound import as_found, as_read
from landfast.rehearsal.doors.terraform.values import UNKNOWN

# What the provider has in its schema and never sends. It is in no state either, so every plan would add it.
DROPPED: Mapping[str, frozenset[str]] = {
    # Read in google/services/cloudbuild/cloudbuild_utils.go of the provider (2026-08-21): betaToGaPrivatePool asks the
    # new configuration, which is empty, for it.
    "google_cloudbuild_worker_pool": frozenset(("private_service_connect",)),
}


def sent(type_: ResourceType, values: Object) -> Object:
    """The fields of a call: without what only the provider has, and without what the cloud computes."""
    left_out = virtual_attributes(type_.name) | DROPPED.get(type_.name, frozenset())
    fields = {name: value for name, value in values.items() if name not in left_out}
    return without_unknown(type_.block, asked(type_, {**fields, **sent_labels(type_, values)}))


def written(type_: ResourceType, made: StoredResource, planned: Object) -> Object:
    """The state after a create or an update."""
    names = virtual_attributes(type_.name) & planned.keys()
    virtual = {name: planned[name] for name in names if planned[name] is not UNKNOWN}
    labels = {own: planned.get(own) for own in sent_labels(type_, planned)}
    own = {"id": state_id(type_, made.name, made.fields), **without_unknown(type_.block, labels)}
    whole = filled(type_, answered(type_, {**virtual, **made.fields, **own}))
    whole = type_.block.conform(flattened(type_, whole, made))
    return read_back(type_, whole, planned, applied=True)


def kept(type_: ResourceType, found: StoredResource, state: Object) -> Object:
    """What stands, in the form of today's schema, with what only the reader's state knows: secrets, protections."""
    virtual = {name: state.get(name) for name in virtual_attributes(type_.name)}
    whole = _whole(type_, found, virtual)
    told = revealed(type_.block, whole, resembling(type_, state, whole)) | kept_labels(type_, found.fields, state)
    return as_read(type_, read_back(type_, told, state, applied=False, told=whole), state)


def imported(type_: ResourceType, found: StoredResource, provider: ProviderConfiguration) -> Object:
    """What stands, for a reader without a state: the provider's own attributes have their defaults."""
    deletion = type_.facts.deletion
    virtual = {
        name: deletion.get(name, {}).get("default") for name in virtual_attributes(type_.name) if type_.has(name)
    }
    if "deletion_policy" in virtual:
        virtual["deletion_policy"] = provider.deletion_policy or virtual["deletion_policy"] or "DELETE"
    state = revealed(type_.block, _whole(type_, found, virtual), {}) | imported_labels(type_, found.fields, provider)
    if type_.name in ACQUIRED:
        state["project"] = f"projects/{found.project}"
    return as_found(type_, state)


def _whole(type_: ResourceType, found: StoredResource, virtual: Object) -> Object:
    """What stands as the provider writes it, with its own attributes."""
    own = {**virtual, **found.fields, "id": state_id(type_, found.name, found.fields)}
    whole: Object = type_.block.conform(flattened(type_, type_.block.conform(answered(type_, own)), found))
    return whole


def filled(type_: ResourceType, values: Object) -> Object:
    """A whole state; what neither the plan nor the cloud has told has a plausible value."""
    whole: Object = type_.block.conform(Filler(type_.name, str(values["id"]), "", values).block(type_.block, values))
    return whole


def without_unknown(block: Block, values: Object) -> Object:
    known = {name: value for name, value in values.items() if value is not UNKNOWN}
    for name, nested in block.blocks.items():
        if name in known:
            known[name] = _without_unknown_in(nested.block, nested.nesting, known[name])
    return known


def _without_unknown_in(block: Block, nesting: str, value: Any) -> Any:
    if isinstance(value, list):
        return [without_unknown(block, element) for element in value]
    if isinstance(value, dict):
        if nesting == "map":
            return {key: without_unknown(block, element) for key, element in value.items()}
        return without_unknown(block, value)
    return value
