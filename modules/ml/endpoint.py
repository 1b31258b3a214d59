"""Where models are served and where their training is looked at: Vertex AI endpoint and TensorBoard."""

from __future__ import annotations

from typing import Any

from cdktn_provider_google.vertex_ai_endpoint import (
    VertexAiEndpoint,
    VertexAiEndpointEncryptionSpec,
    VertexAiEndpointPrivateServiceConnectConfig,
    VertexAiEndpointPrivateServiceConnectConfigPscAutomationConfigs,
)
from cdktn_provider_google.vertex_ai_tensorboard import VertexAiTensorboard, VertexAiTensorboardEncryptionSpec

from landfast.modules.cdk import Construct, Entity, resource
from landfast.modules.context import Context


def endpoint(scope: Construct, context: Context, *, private: bool) -> Entity:
    """The endpoint, without a model: models and their share of traffic are the generated project's to deploy.

    A `private` one answers at an address of the network alone, which Vertex AI makes with the first model and takes
    away with the last. Its name can't be used again for a week, so it goes with the project, and stands again with it.
    https://cloud.google.com/vertex-ai/docs/predictions/private-service-connect
    """
    names, policy = context.names, context.deletion_policy
    made = resource(
        VertexAiEndpoint,
        scope,
        "models",
        # The API takes at most ten digits.
        name=names.endpoint_id(private=private),
        display_name=names.resource("models"),
        project=context.project,
        location=context.region,
        # The provider's URL is made of this one and not of `location`.
        region=context.region,
        encryption_spec=VertexAiEndpointEncryptionSpec(kms_key_name=context.key_id("models")),
        private_service_connect_config=_in_the_network(context) if private else None,
        labels=context.labels,
        deletion_policy="ABANDON" if private and policy == "DELETE" else policy,
        # An import finds no region. The API drops the others while no model is there; neither is a reason to make the
        # endpoint anew.
        ignore_changes=["region", *(["private_service_connect_config[0].psc_automation_configs"] if private else [])],
    )
    return Entity(made.id, made)


def _in_the_network(context: Context) -> Any:
    """The environment's project, and no other, connects; the network's own policy lets Vertex AI do it."""
    automation = VertexAiEndpointPrivateServiceConnectConfigPscAutomationConfigs(
        project_id=context.project, network=context.names.network_id
    )
    return VertexAiEndpointPrivateServiceConnectConfig(
        enable_private_service_connect=True, project_allowlist=[context.project], psc_automation_configs=[automation]
    )


def tensorboard(scope: Construct, context: Context) -> Entity:
    """The TensorBoard of the environment's training runs."""
    made = resource(
        VertexAiTensorboard,
        scope,
        "experiments",
        display_name=context.names.resource("experiments"),
        project=context.project,
        region=context.region,
        encryption_spec=VertexAiTensorboardEncryptionSpec(kms_key_name=context.key_id("models")),
        labels=context.labels,
        deletion_policy=context.deletion_policy,
    )
    return Entity(made.name, made)
