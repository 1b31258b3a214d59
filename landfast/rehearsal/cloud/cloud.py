"""Creates, changes, deletes and reads resources of the simulated cloud, each in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from landfast.provider.tree import ResourceType
from landfast.provider.values import Object
from landfast.rehearsal.cloud import effects, naming
from landfast.rehearsal.cloud.call import Operation, Request
from landfast.rehearsal.cloud.computed import Filler
from landfast.rehearsal.cloud.iam import members_of_role
from landfast.rehearsal.cloud.rules import RULES, Rule
from landfast.rehearsal.cloud.secrets import redacted, revealed
from landfast.rehearsal.cloud.special import special_values
from landfast.rehearsal.cloud.store import Store, StoredResource
from landfast.rehearsal.doors.terraform.configuration import Configuration
from landfast.rehearsal.doors.terraform.data import read_data
from landfast.rehearsal.doors.terraform.imports import find_import
from landfast.rehearsal.doors.terraform.plan.defaults import resolve_defaults
from landfast.rehearsal.doors.terraform.plan.labels import resolve_labels
from landfast.rehearsal.doors.terraform.values import UNKNOWN
from landfast.rehearsal.faults import Faults


class Cloud:
    """The cloud over one store. Its refusals are Refusal, the provider's own are ProviderError."""

    def __init__(self, store: Store, faults: Faults | None = None, rules: Sequence[Rule] = RULES) -> None:
        self.store = store
        self._faults = faults or Faults((), store)
        self._rules = rules

    def create(self, type_: ResourceType, planned: Object, provider: Configuration) -> Object:
        """The resource as it stands after the create. `planned` has UNKNOWN where the cloud computes."""
        self._faults.before(type_.name, "create", planned)
        with self.store.transaction():
            values = self._complete(type_, planned, None, provider)
            self._write(self._checked(type_, "create", values, None))
        self._faults.after(type_.name, "create", values)
        return values

    def update(self, type_: ResourceType, planned: Object, before: Object, provider: Configuration) -> Object:
        """The resource as it stands after the change."""
        self._faults.before(type_.name, "update", planned)
        with self.store.transaction():
            values = self._complete(type_, planned, before, provider)
            self._write(self._checked(type_, "update", values, before))
        self._faults.after(type_.name, "update", values)
        return values

    def delete(self, type_: ResourceType, before: Object) -> None:
        """Deletes what stands, or does what the type's API does instead; what is gone already is no error."""
        self._faults.before(type_.name, "delete", before)
        with self.store.transaction():
            request = self._checked(type_, "delete", before, before)
            standing = self.store.get(type_.name, request.id, request.project)
            if standing is not None:
                effects.delete(request, standing)
        self._faults.after(type_.name, "delete", before)

    def read(self, type_: ResourceType, state: Object) -> Object | None:
        """What stands now of a resource in Terraform's state; None if it is gone."""
        self._faults.before(type_.name, "read", state)
        request = Request(self.store, type_, "update", state, state)
        found = self.store.get(type_.name, request.id, request.project)
        return None if found is None else revealed(type_.block, self._whole(type_, found), state)

    def find_import(self, type_: ResourceType, id_: str, provider: Configuration) -> Object | None:
        """What stands under an import id, None if nothing does. Secrets are null: the cloud does not tell them."""
        found = find_import(type_, self.store, id_, provider)
        return None if found is None else revealed(type_.block, self._whole(type_, found), {})

    def read_data(self, type_: ResourceType, config: Object, provider: Configuration) -> Object:
        """The values of a data source."""
        with self.store.transaction():
            return read_data(type_, self.store, config, provider)

    def _whole(self, type_: ResourceType, found: StoredResource) -> Object:
        """A row as the API tells it, in the form of today's schema, which may be newer than the row."""
        body = found.body
        if type_.facts.iam_kind == "binding":
            body = {**body, "members": members_of_role(self.store, found)}
        whole: Object = type_.block.conform(body)
        return whole

    def _write(self, request: Request) -> None:
        body = redacted(request.type.block, request.values)
        self.store.put(StoredResource(request.type.name, request.id, request.project, body))
        effects.after_write(request)

    def _checked(self, type_: ResourceType, operation: Operation, values: Object, before: Object | None) -> Request:
        request = Request(self.store, type_, operation, values, before)
        for rule in self._rules:
            rule(request)
        return request

    def _complete(self, type_: ResourceType, planned: Object, before: Object | None, provider: Configuration) -> Object:
        values = dict(planned)
        resolve_labels(type_, values, before, provider)
        resolve_defaults(type_, values, provider)
        if values.get("id") is UNKNOWN:
            naming.identify(type_, values, provider, lambda id_: self.store.get(type_.name, id_) is not None)
        for name, value in special_values(type_.name, values).items():
            if values.get(name) is UNKNOWN:
                values[name] = value
        link = naming.self_link(type_, values)
        if link is not None and values.get("self_link") is UNKNOWN:
            values["self_link"] = link
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        filled = Filler(f"{type_.name} {values['id']}", now, values).block(type_.block, values)
        whole: Object = type_.block.conform(filled)
        return whole
