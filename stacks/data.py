"""Stack `data`: where personal data, what is computed from it, and software are kept, and for how long."""

from __future__ import annotations

from typing import get_args

from landfast.modules.cdk import TerraformStack
from landfast.modules.context import Context
from landfast.modules.data.access_log import access_log
from landfast.modules.data.bucket import Bucket, bucket
from landfast.modules.data.dataset import Dataset, dataset, feature_table
from landfast.modules.data.dlp_templates import dlp_templates
from landfast.modules.data.policy_tags import policy_tags
from landfast.modules.data.registry import registry
from landfast.modules.data.secret import secret
from landfast.modules.data.topic import Topic, topic
from landfast.modules.names import DatasetPurpose, RegistryKind, TopicPurpose
from landfast.stacks.outputs import BucketKey, DataOutputs
from landfast.stacks.spec import Spec


def build(stack: TerraformStack, context: Context, spec: Spec) -> DataOutputs:
    """Makes the stack's resources. Their keys were granted to the service agents by the foundation."""
    keep = spec.retention
    buckets: dict[BucketKey, Bucket] = {
        "raw": bucket(stack, context, "raw", data_class="content", days=keep.raw_days),
        "features": bucket(stack, context, "features", data_class="derived", days=keep.raw_days),
        # A model is kept as long as it may be served again; the generated project's erasure retires it.
        "models": bucket(stack, context, "models", data_class="models", days=None, versions=True),
        "pipeline_root": bucket(stack, context, "pipeline-root", data_class="derived", days=keep.raw_days),
    }
    if not context.universe.lacks("log files"):
        buckets["access_logs"] = access_log(stack, context, keep.logs_days)
    datasets: dict[DatasetPurpose, Dataset] = {
        "raw": dataset(stack, context, "raw", data_class="content", days=keep.raw_days),
        "features": dataset(stack, context, "features", data_class="derived", days=keep.raw_days),
        "predictions": dataset(stack, context, "predictions", data_class="derived", days=keep.predictions_days),
        "experiments": dataset(stack, context, "experiments", data_class="derived", days=keep.raw_days),
    }
    feature_table(stack, context, datasets["features"], data_class="derived", days=keep.raw_days)
    topics: dict[TopicPurpose, Topic] = {
        # Data subjects' events on their way in.
        "events": topic(stack, context, "events", data_class="content", days=keep.raw_days),
        # What was predicted, on its way to monitoring.
        "predictions": topic(stack, context, "predictions", data_class="derived", days=keep.predictions_days),
    }
    kinds: tuple[RegistryKind, ...] = get_args(RegistryKind)
    if context.universe.lacks("python packages"):
        kinds = ("containers",)
    registries = {kind: registry(stack, context, kind) for kind in kinds}
    pseudonym_key = secret(stack, context, "pseudonym-key")
    return DataOutputs(
        buckets={purpose: made.name for purpose, made in buckets.items()},
        datasets={purpose: made.id for purpose, made in datasets.items()},
        topics={purpose: made.name for purpose, made in topics.items()},
        registries={kind: made.address for kind, made in registries.items()},
        secrets={"pseudonym-key": pseudonym_key.id},
        dlp_templates=dlp_templates(stack, context) if spec.offers("dlp") else {},
        policy_tags=policy_tags(stack, context) if spec.offers("datacatalog") else {},
    )
