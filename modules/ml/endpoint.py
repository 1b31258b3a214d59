"""Where models are served and where their training is looked at: Vertex AI endpoint and TensorBoard."""

from __future__ import annotations

from cdktn_provider_google.vertex_ai_endpoint import VertexAiEndpoint, VertexAiEndpointEncryptionSpec
from cdktn_provider_google.vertex_ai_tensorboard import VertexAiTensorboard, VertexAiTensorboardEncryptionSpec

from landfast.modules.cdk import Construct, Entity, resource
from landfast.modules.context import Context


def endpoint(scope: Construct, context: Context) -> Entity:
    """The endpoint, without a model: models and their share of traffic are the generated project's to deploy."""
    made = resource(
        VertexAiEndpoint,
        scope,
        "models",
        # The API takes at most ten digits.
        name=context.names.endpoint_id,
        display_name=context.names.resource("models"),
        project=context.project,
        location=context.region,
        # The provider's URL is made of this one and not of `location`.
        region=context.region,
        encryption_spec=VertexAiEndpointEncryptionSpec(kms_key_name=context.key_id("models")),
        labels=context.labels,
        deletion_policy=context.deletion_policy,
    )
    return Entity(made.id, made)


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
