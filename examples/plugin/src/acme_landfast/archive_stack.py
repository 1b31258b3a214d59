"""The stack of the archive, imported in a synthesis alone: the bindings take a second."""

from cdktn import TerraformStack
from cdktn_provider_google.storage_bucket import (
    StorageBucket,
    StorageBucketEncryption,
    StorageBucketLifecycleRule,
    StorageBucketLifecycleRuleAction,
    StorageBucketLifecycleRuleCondition,
)

from acme_landfast.archive import Archive
from landfast.plugin import Context


def build(stack: TerraformStack, context: Context, settings: Archive) -> None:
    StorageBucket(
        stack,
        "archive",
        name=f"{context.project}-archive",
        project=context.project,
        location=context.region,
        uniform_bucket_level_access=True,
        public_access_prevention="enforced",
        encryption=StorageBucketEncryption(default_kms_key_name=context.key_id("content")),
        lifecycle_rule=[
            StorageBucketLifecycleRule(
                action=StorageBucketLifecycleRuleAction(type="Delete"),
                condition=StorageBucketLifecycleRuleCondition(age=settings.days),
            )
        ],
        labels=context.labels | {"cost_centre": settings.cost_centre},
    )
