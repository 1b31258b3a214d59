"""Creates, changes, deletes and reads resources of the simulated cloud, each in one transaction."""

from __future__ import annotations

from datetime import UTC, datetime

from landfast.rehearsal.cloud import effects, identity
from landfast.rehearsal.cloud.fill import Filler
from landfast.rehearsal.cloud.request import Operation, Request
from landfast.rehearsal.cloud.rules import RULES
from landfast.rehearsal.cloud.special import special_values
from landfast.rehearsal.configuration import Configuration
from landfast.rehearsal.store import Resource, Store
from landfast.rehearsal.tree import ResourceType
from landfast.rehearsal.values import UNKNOWN, Object


class Cloud:
    """The cloud over one store. Its refusals are CloudError, the provider's own are ProviderError."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def create(self, type_: ResourceType, planned: Object, provider: Configuration) -> Object:
        """The resource as it stands after the create. `planned` has UNKNOWN where the cloud computes."""
        with self.store.transaction():
            values = self._complete(type_, planned, provider)
            self._write(self._checked(type_, "create", values, None))
        return values

    def update(self, type_: ResourceType, planned: Object, before: Object, provider: Configuration) -> Object:
        with self.store.transaction():
            values = self._complete(type_, planned, provider)
            self._write(self._checked(type_, "update", values, before))
        return values

    def delete(self, type_: ResourceType, before: Object) -> None:
        with self.store.transaction():
            request = self._checked(type_, "delete", before, before)
            standing = self.store.get(type_.name, request.id, request.project)
            if standing is not None:
                effects.delete(request, standing)

    def read(self, type_: ResourceType, state: Object) -> Object | None:
        """What stands now of a resource in Terraform's state; None if it is gone."""
        request = Request(self.store, type_, "update", state, state)
        found = self.store.get(type_.name, request.id, request.project)
        return None if found is None else found.body

    def _write(self, request: Request) -> None:
        self.store.put(Resource(request.type.name, request.id, request.project, request.values))
        effects.after_write(request)

    def _checked(self, type_: ResourceType, operation: Operation, values: Object, before: Object | None) -> Request:
        request = Request(self.store, type_, operation, values, before)
        for rule in RULES:
            rule(request)
        return request

    def _complete(self, type_: ResourceType, planned: Object, provider: Configuration) -> Object:
        values = dict(planned)
        if values.get("id") is UNKNOWN:
            identity.identify(type_, values, provider, lambda id_: self.store.get(type_.name, id_) is not None)
        for name, value in special_values(type_.name, values).items():
            if values.get(name) is UNKNOWN or name == "id":
                values[name] = value
        link = identity.self_link(type_, values)
        if link is not None and values.get("self_link") is UNKNOWN:
            values["self_link"] = link
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        return Filler(f"{type_.name} {values['id']}", now, values).block(type_.block, values)
