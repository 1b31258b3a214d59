"""The provider's operations on resources: its own part, and the calls of the API that each makes."""

from __future__ import annotations

from dataclasses import replace

from landfast.provider.acquired import ACQUIRED
from landfast.provider.tree import ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call, Verb
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.generations import discard, generations
from landfast.rehearsal.cloud.naming import named
from landfast.rehearsal.cloud.store import StoredResource
from landfast.rehearsal.doors.terraform import grants
from landfast.rehearsal.doors.terraform.configuration import ProviderConfiguration
from landfast.rehearsal.doors.terraform.data import read_data
from landfast.rehearsal.doors.terraform.flatten import unflattened
from landfast.rehearsal.doors.terraform.forms import cloud_name
from landfast.rehearsal.doors.terraform.imports import find_import
from landfast.rehearsal.doors.terraform.nothing import as_stored
from landfast.rehearsal.doors.terraform.plan.defaults import resolve_defaults, resolve_locations
from landfast.rehearsal.doors.terraform.plan.labels import resolve_labels
from landfast.rehearsal.doors.terraform.power import settled
from landfast.rehearsal.doors.terraform.protections import check_protections, is_forgotten, parameters
from landfast.rehearsal.doors.terraform.state import imported, kept, sent, written
from landfast.rehearsal.faults import Faults

OBJECT = "google_storage_bucket_object"


class Provider:
    """The provider over a cloud. It raises ProviderError, and lets the cloud's Refusal through."""

    def __init__(self, cloud: Cloud, faults: Faults | None = None) -> None:
        self._cloud = cloud
        self._faults = faults or Faults((), cloud.store)

    def acting_as(self, account: str) -> Provider:
        """The same, as a service account that whoever asks may act as."""
        return Provider(self._cloud.acting_as(account), self._faults)

    def create(self, type_: ResourceType, planned: Object, provider: ProviderConfiguration) -> Object:
        """The state after the create. `planned` has UNKNOWN where the cloud computes."""
        self._faults.before(type_.name, "create", planned)
        with self._cloud.store.transaction():
            values = self._resolved(type_, planned, None, provider)
            if grants.is_grant(type_):
                state = grants.create(type_, values, self._cloud)
            else:
                made = self._create(type_, sent(type_, values))
                state = written(type_, settled(type_, made, values, self._cloud), values)
        self._faults.after(type_.name, "create", state)
        return state

    def update(self, type_: ResourceType, planned: Object, before: Object, provider: ProviderConfiguration) -> Object:
        """The state after the change."""
        self._faults.before(type_.name, "update", planned)
        with self._cloud.store.transaction():
            values = self._resolved(type_, planned, before, provider)
            if grants.is_grant(type_):
                state = grants.update(type_, values, before, self._cloud)
            else:
                made = self._update(type_, _call("update", type_, values, before))
                state = written(type_, settled(type_, made, values, self._cloud), values)
        self._faults.after(type_.name, "update", state)
        return state

    def delete(self, type_: ResourceType, before: Object) -> None:
        """Deletes what stands, unless the provider only forgets it; what is gone already is no error."""
        self._faults.before(type_.name, "delete", before)
        check_protections(type_, before)
        with self._cloud.store.transaction():
            if grants.is_grant(type_):
                grants.delete(type_, before, self._cloud)
            elif not is_forgotten(type_, before):
                self._delete(type_, before)
        self._faults.after(type_.name, "delete", before)

    def read(self, type_: ResourceType, state: Object) -> Object | None:
        """What stands now of a resource in Terraform's state; None if it is gone."""
        self._faults.before(type_.name, "read", state)
        if grants.is_grant(type_):
            return grants.read(type_, state, self._cloud)
        call = _call("read", type_, state, state)
        found = self._cloud.find(call)
        if found is None:
            return None
        self._cloud.authorize(replace(call, name=found.name, project=found.project, fields=found.fields))
        return kept(type_, found, state)

    def find_import(self, type_: ResourceType, id_: str, provider: ProviderConfiguration) -> Object | None:
        """What stands under an import id, None if nothing does. Secrets are null: the cloud does not tell them."""
        if grants.is_grant(type_):
            return grants.find_import(type_, id_, self._cloud)
        found = find_import(type_, self._cloud, id_, provider)
        return None if found is None else imported(type_, found, provider)

    def read_data(self, type_: ResourceType, config: Object, provider: ProviderConfiguration) -> Object:
        """The values of a data source."""
        with self._cloud.store.transaction():
            return read_data(type_, self._cloud, config, provider)

    def _resolved(
        self, type_: ResourceType, planned: Object, before: Object | None, provider: ProviderConfiguration
    ) -> Object:
        values = dict(planned)
        resolve_labels(type_, values, before, provider)
        resolve_defaults(type_, values, provider)
        resolve_locations(type_, values, provider)
        return values

    def _create(self, type_: ResourceType, fields: Object) -> StoredResource:
        if type_.name in ACQUIRED:
            name, own = named(kind(type_.name), fields, lambda _name: False)
            standing = self._cloud.find(Call("read", kind(type_.name), name, fields=fields))
            if standing is not None:
                call = Call("update", kind(type_.name), name, standing.project, {**fields, **own}, standing.fields)
                return self._update(type_, call)
        return self._cloud.answer(Call("create", kind(type_.name), fields=fields))

    def _update(self, type_: ResourceType, call: Call) -> StoredResource:
        standing = self._cloud.find(call)
        fields = call.fields if standing is None else _stored(type_, call.fields, standing.fields)
        return self._cloud.answer(replace(call, fields=fields))

    def _delete(self, type_: ResourceType, before: Object) -> None:
        call = _call("delete", type_, parameters(before), before)
        if self._cloud.find(call) is None:
            return
        if type_.name == "google_storage_bucket" and before.get("force_destroy"):
            for item in self._cloud.list(Call("list", kind(OBJECT))):
                if item.fields.get("bucket") == call.name:
                    self._cloud.answer(Call("delete", kind(OBJECT), item.name, item.project))
            for found in list(generations(self._cloud.store, call.name, "", "noncurrent")):
                discard(self._cloud.store, found)
        self._cloud.answer(call)


def _stored(type_: ResourceType, fields: Object, stored: Object) -> Object:
    return as_stored(type_, unflattened(type_, fields, stored), stored)


def _call(verb: Verb, type_: ResourceType, values: Object, before: Object) -> Call:
    fields = values if verb == "delete" else sent(type_, values)
    return Call(verb, kind(type_.name), cloud_name(type_, before), fields=fields, before=sent(type_, before))
