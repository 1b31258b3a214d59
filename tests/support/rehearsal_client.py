"""Talks to the provider as Terraform's core does, in process: for tests of planning and of the cloud's rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tf.gen import tfplugin_pb2 as pb

from landfast.provider.tree import data_source, provider_block, resource_type
from landfast.provider.values import Object, to_json
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.rules import RULES, Rule
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.doors.terraform.problems import Path as AttributePath
from landfast.rehearsal.doors.terraform.protections import PROTECTIONS
from landfast.rehearsal.doors.terraform.provider import Provider
from landfast.rehearsal.doors.terraform.servicer import Servicer
from landfast.rehearsal.doors.terraform.values import has_unknown
from landfast.rehearsal.doors.terraform.wire import read_value, write_value

PROJECT = "clinic-dev"
REGION = "europe-west4"


class RefusedError(Exception):
    """What Terraform would show as errors."""


@dataclass(frozen=True)
class PlannedState:
    state: Object
    replace: tuple[AttributePath, ...]


class Client:
    """One provider instance over a store; `rules=()` is a cloud that refuses nothing."""

    def __init__(self, folder: Path, rules: Sequence[Rule] = RULES, **provider: Any) -> None:
        self._rules = rules
        self.store = Store(folder / "cloud.sqlite")
        self.cloud = Cloud(self.store, rules=rules)
        self.servicer = Servicer(Provider(self.cloud))
        self.configure(**({"project": PROJECT, "region": "europe-west4"} | provider))

    def configure(self, **provider: Any) -> None:
        block = provider_block()
        self.servicer.ConfigureProvider(pb.ConfigureProvider.Request(config=write_value(block.conform(provider))))

    def config(self, type_name: str, values: Object) -> Object:
        """A whole configuration from the arguments that are set."""
        whole: Object = resource_type(type_name).block.conform(values)
        return whole

    def validate(self, type_name: str, /, **values: Any) -> list[str]:
        request = pb.ValidateResourceConfig.Request(
            type_name=type_name, config=write_value(self.config(type_name, values))
        )
        response = self.servicer.ValidateResourceConfig(request)
        return [f"{found.summary} {found.detail}".strip() for found in response.diagnostics]

    def plan(self, type_name: str, config: Object, prior: Object | None = None) -> PlannedState:
        block = resource_type(type_name).block
        request = pb.PlanResourceChange.Request(
            type_name=type_name,
            prior_state=write_value(prior),
            proposed_new_state=write_value(config),
            config=write_value(config),
        )
        response = self.servicer.PlanResourceChange(request)
        _raise(response.diagnostics)
        paths = tuple(
            tuple(step.attribute_name or int(step.element_key_int) for step in path.steps)
            for path in response.requires_replace
        )
        return PlannedState(read_value(block, response.planned_state) or {}, paths)

    def apply(self, type_name: str, prior: Object | None, planned: Object | None, config: Object | None) -> Any:
        request = pb.ApplyResourceChange.Request(
            type_name=type_name,
            prior_state=write_value(prior),
            planned_state=write_value(planned),
            config=write_value(config),
        )
        response = self.servicer.ApplyResourceChange(request)
        _raise(response.diagnostics)
        return read_value(resource_type(type_name).block, response.new_state)

    def create(self, type_name: str, /, **values: Any) -> Object:
        config = self.config(type_name, values)
        state: Object = self.apply(type_name, None, self.plan(type_name, config).state, config)
        assert not has_unknown(state)
        return state

    def change(self, type_name: str, prior: Object, /, **values: Any) -> Object:
        """Updates in place; a plan to replace destroys and creates, as core does."""
        config = self.config(type_name, values)
        plan = self.plan(type_name, config, prior)
        if plan.replace:
            self.destroy(type_name, prior)
            return self.create(type_name, **values)
        state: Object = self.apply(type_name, prior, plan.state, config)
        return state

    def destroy(self, type_name: str, state: Object) -> None:
        self.apply(type_name, state if self._rules else _unprotected(state), None, None)

    def read(self, type_name: str, state: Object) -> Object | None:
        """Refreshes a state that went through the state file."""
        raw = pb.RawState(json=to_json(state).encode())
        upgraded = self.servicer.UpgradeResourceState(
            pb.UpgradeResourceState.Request(type_name=type_name, raw_state=raw)
        )
        response = self.servicer.ReadResource(
            pb.ReadResource.Request(type_name=type_name, current_state=upgraded.upgraded_state)
        )
        _raise(response.diagnostics)
        return read_value(resource_type(type_name).block, response.new_state)

    def imported(self, type_name: str, id_: str) -> Object:
        response = self.servicer.ImportResourceState(pb.ImportResourceState.Request(type_name=type_name, id=id_))
        _raise(response.diagnostics)
        return read_value(resource_type(type_name).block, response.imported_resources[0].state) or {}

    def data(self, type_name: str, /, **values: Any) -> Object:
        block = data_source(type_name).block
        request = pb.ReadDataSource.Request(type_name=type_name, config=write_value(block.conform(values)))
        response = self.servicer.ReadDataSource(request)
        _raise(response.diagnostics)
        return read_value(block, response.state) or {}

    def project(self, *services: str, project: str = PROJECT, **values: Any) -> Object:
        """A project with enabled services, by their short names."""
        arguments = {"name": project, "org_id": "1", "deletion_policy": "DELETE"} | values
        state = self.create("google_project", project_id=project, **arguments)
        for service in services:
            name = f"{service}.googleapis.com"
            self.create("google_project_service", project=project, service=name)
        return state

    def policy(self, constraint: str, project: str = PROJECT, **rule: Any) -> Object:
        """An organization policy with one rule."""
        parent = f"projects/{project}"
        name = f"{parent}/policies/{constraint}"
        return self.create("google_org_policy_policy", name=name, parent=parent, spec=[{"rules": [rule]}])

    def key(self, location: str = "europe-west4", grants: Sequence[str] = ()) -> str:
        """Id of a key that these members may encrypt with."""
        ring = self.create("google_kms_key_ring", name=f"keys-{location}", location=location)
        key = self.create("google_kms_crypto_key", name="content", key_ring=ring["id"])
        for member in grants:
            self.create(
                "google_kms_crypto_key_iam_member",
                crypto_key_id=key["id"],
                role="roles/cloudkms.cryptoKeyEncrypterDecrypter",
                member=member,
            )
        return str(key["id"])


def _unprotected(state: Object) -> Object:
    """A cloud that refuses nothing has no use for a provider that does."""
    return {name: None if name in (*PROTECTIONS, "deletion_policy") else value for name, value in state.items()}


def _raise(diagnostics: Any) -> None:
    if diagnostics:
        raise RefusedError("; ".join(f"{found.summary} {found.detail}".strip() for found in diagnostics))


def agent(client: Client, name: str) -> str:
    number = client.data("google_project", project_id=PROJECT)["number"]
    return f"serviceAccount:service-{number}@{name}.iam.gserviceaccount.com"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    made = Client(tmp_path)
    yield made
    made.store.close()


def bucket(client: Client, **values: Any) -> dict[str, Any]:
    return client.create("google_storage_bucket", **({"name": "clinic-raw", "location": REGION} | values))
