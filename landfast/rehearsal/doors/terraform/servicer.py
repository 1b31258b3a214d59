"""The provider's calls, one method each: reads a request, asks the planner or the cloud, writes the response."""

from __future__ import annotations

from typing import Any

from tf.gen import tfplugin_pb2 as pb

from landfast.provider.tree import data_source, provider_block, resource_type
from landfast.provider.values import from_json
from landfast.rehearsal.doors.terraform.configuration import ProviderConfiguration
from landfast.rehearsal.doors.terraform.errors import REFUSALS, summary, words
from landfast.rehearsal.doors.terraform.plan import plan_create, plan_update
from landfast.rehearsal.doors.terraform.problems import ConfigurationProblem
from landfast.rehearsal.doors.terraform.provider import Provider
from landfast.rehearsal.doors.terraform.schema_wire import CAPABILITIES, schema_response
from landfast.rehearsal.doors.terraform.validate import validate
from landfast.rehearsal.doors.terraform.wire import attribute_path, diagnostics, read_value, write_value


class Servicer:
    """One provider instance: one configuration, over a cloud that instances share."""

    def __init__(self, provider: Provider, types: frozenset[str] | None = None) -> None:
        self._provider = provider
        self._types = types
        self._configuration = ProviderConfiguration()

    def GetMetadata(self, _request: Any) -> Any:  # noqa: N802 - the names are the protocol's
        return pb.GetMetadata.Response(server_capabilities=CAPABILITIES)

    def GetProviderSchema(self, _request: Any) -> bytes:  # noqa: N802
        return schema_response(self._types)

    def ValidateProviderConfig(self, _request: Any) -> Any:  # noqa: N802
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request: Any) -> Any:  # noqa: N802
        type_ = resource_type(request.type_name)
        config = read_value(type_.block, request.config)
        found = [] if config is None else validate(type_, config)
        return pb.ValidateResourceConfig.Response(diagnostics=diagnostics(found))

    def ValidateDataResourceConfig(self, _request: Any) -> Any:  # noqa: N802
        return pb.ValidateDataResourceConfig.Response()

    def ConfigureProvider(self, request: Any) -> Any:  # noqa: N802
        self._configuration = ProviderConfiguration.of(read_value(provider_block(), request.config) or {})
        response = pb.ConfigureProvider.Response()
        if self._configuration.acts_as:
            try:
                self._provider = self._provider.acting_as(self._configuration.acts_as)
            except REFUSALS as refusal:
                problem = ConfigurationProblem(f"{self._configuration.acts_as} can't be acted as: {words(refusal)}")
                response.diagnostics.extend(diagnostics([problem]))
        return response

    def UpgradeResourceState(self, request: Any) -> Any:  # noqa: N802
        """States of older schema versions hold the same attributes: unknown ones go, missing ones are null."""
        type_ = resource_type(request.type_name)
        state = type_.block.conform(from_json(request.raw_state.json))
        return pb.UpgradeResourceState.Response(upgraded_state=write_value(state))

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        type_ = resource_type(request.type_name)
        state = read_value(type_.block, request.current_state)
        try:
            found = None if state is None else self._provider.read(type_, state)
        except REFUSALS as refusal:
            problem = ConfigurationProblem(f"Error when reading or editing {request.type_name}: {words(refusal)}")
            response = pb.ReadResource.Response(new_state=request.current_state, private=request.private)
            response.diagnostics.extend(diagnostics([problem]))
            return response
        return pb.ReadResource.Response(new_state=write_value(found), private=request.private)

    def PlanResourceChange(self, request: Any) -> Any:  # noqa: N802
        type_ = resource_type(request.type_name)
        config, prior = read_value(type_.block, request.config), read_value(type_.block, request.prior_state)
        response = pb.PlanResourceChange.Response(planned_private=request.prior_private, legacy_type_system=True)
        if config is None:
            response.planned_state.CopyFrom(write_value(None))
            return response
        try:
            if prior is None:
                planned = plan_create(type_, config, self._configuration)
            else:
                planned = plan_update(type_, config, prior, self._configuration)
        except REFUSALS as refusal:
            response.planned_state.CopyFrom(request.prior_state)
            response.diagnostics.extend(diagnostics([ConfigurationProblem(words(refusal))]))
            return response
        response.planned_state.CopyFrom(write_value(planned.state))
        response.requires_replace.extend(attribute_path(path) for path in planned.replace)
        return response

    def ApplyResourceChange(self, request: Any) -> Any:  # noqa: N802
        type_ = resource_type(request.type_name)
        prior, planned = read_value(type_.block, request.prior_state), read_value(type_.block, request.planned_state)
        response = pb.ApplyResourceChange.Response(private=request.planned_private, legacy_type_system=True)
        try:
            if prior is not None and planned is None:
                self._provider.delete(type_, prior)
                state = None
            elif prior is None and planned is not None:
                state = self._provider.create(type_, planned, self._configuration)
            elif prior is not None and planned is not None:
                state = self._provider.update(type_, planned, prior, self._configuration)
            else:
                state = None
        except REFUSALS as refusal:
            response.new_state.CopyFrom(request.prior_state)
            response.diagnostics.extend(diagnostics([ConfigurationProblem(summary(type_, prior, planned, refusal))]))
            return response
        response.new_state.CopyFrom(write_value(state))
        return response

    def ImportResourceState(self, request: Any) -> Any:  # noqa: N802
        type_ = resource_type(request.type_name)
        found = self._provider.find_import(type_, request.id, self._configuration)
        if found is None:
            reason = f"{request.type_name} {request.id} does not stand in the rehearsal cloud."
            finding = ConfigurationProblem("Cannot import non-existent remote object", reason)
            return pb.ImportResourceState.Response(diagnostics=diagnostics([finding]))
        imported = pb.ImportResourceState.ImportedResource(type_name=request.type_name, state=write_value(found))
        return pb.ImportResourceState.Response(imported_resources=[imported])

    def MoveResourceState(self, request: Any) -> Any:  # noqa: N802
        reason = f"A {request.source_type_name} cannot become a {request.target_type_name}."
        found = diagnostics([ConfigurationProblem("Move Resource State Not Supported", reason)])
        return pb.MoveResourceState.Response(diagnostics=found)

    def ReadDataSource(self, request: Any) -> Any:  # noqa: N802
        type_ = data_source(request.type_name)
        config = read_value(type_.block, request.config) or {}
        try:
            state = self._provider.read_data(type_, config, self._configuration)
        except REFUSALS as refusal:
            found = diagnostics([ConfigurationProblem(f"Error reading {request.type_name}: {words(refusal)}")])
            return pb.ReadDataSource.Response(diagnostics=found)
        return pb.ReadDataSource.Response(state=write_value(state))

    def GetFunctions(self, _request: Any) -> Any:  # noqa: N802
        return pb.GetFunctions.Response()

    def StopProvider(self, _request: Any) -> Any:  # noqa: N802
        return pb.StopProvider.Response()
