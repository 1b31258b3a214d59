"""Features offline (a group over the BigQuery table) and online (a store that serves them)."""

from __future__ import annotations

from cdktn_provider_google.vertex_ai_feature_group import (
    VertexAiFeatureGroup,
    VertexAiFeatureGroupBigQuery,
    VertexAiFeatureGroupBigQueryBigQuerySource,
)
from cdktn_provider_google.vertex_ai_feature_online_store import (
    VertexAiFeatureOnlineStore,
    VertexAiFeatureOnlineStoreBigtable,
    VertexAiFeatureOnlineStoreBigtableAutoScaling,
    VertexAiFeatureOnlineStoreEncryptionSpec,
)

from landfast.modules.cdk import Construct, Entity, resource
from landfast.modules.context import Context
from landfast.modules.data.dataset import ENTITY_COLUMN, FEATURE_TABLE

# Of one node, the least there is; the API allows up to ten times as many.
PROTECTED_MAX_NODES = 3


def feature_group(scope: Construct, context: Context) -> Entity:
    """The group over the environment's table of features; the pipelines register their columns in it."""
    table = f"{context.project}.{context.names.dataset('features')}.{FEATURE_TABLE}"
    made = resource(
        VertexAiFeatureGroup,
        scope,
        "features",
        name=context.names.feature_store,
        project=context.project,
        region=context.region,
        description="Features by pseudonym and time",
        big_query=VertexAiFeatureGroupBigQuery(
            big_query_source=VertexAiFeatureGroupBigQueryBigQuerySource(input_uri=f"bq://{table}"),
            entity_id_columns=[ENTITY_COLUMN],
        ),
        labels=context.labels,
        deletion_policy=context.deletion_policy,
    )
    return Entity(made.id, made)


def online_store(scope: Construct, context: Context) -> Entity:
    """The store that serves features online, on Bigtable.

    The other kind, `optimized`, ends on 2027-02-17. Bigtable never scales below one node, so one it is; only a
    protected environment, which may have load to carry, grows by itself.
    """
    most = PROTECTED_MAX_NODES if context.protected else 1
    made = resource(
        VertexAiFeatureOnlineStore,
        scope,
        "features",
        name=context.names.feature_store,
        project=context.project,
        region=context.region,
        bigtable=VertexAiFeatureOnlineStoreBigtable(
            auto_scaling=VertexAiFeatureOnlineStoreBigtableAutoScaling(
                min_node_count=1, max_node_count=most, cpu_utilization_target=50
            )
        ),
        encryption_spec=VertexAiFeatureOnlineStoreEncryptionSpec(kms_key_name=context.key_id("derived")),
        labels=context.labels,
        force_destroy=not context.protected,
        deletion_policy=context.deletion_policy,
    )
    return Entity(made.id, made)
