"""A Cloud Storage bucket: private, keyed, regional, with an end to everything in it."""

from __future__ import annotations

from dataclasses import dataclass

from cdktn_provider_google.storage_bucket import (
    StorageBucket,
    StorageBucketEncryption,
    StorageBucketLifecycleRule,
    StorageBucketLifecycleRuleAction,
    StorageBucketLifecycleRuleCondition,
    StorageBucketSoftDeletePolicy,
    StorageBucketVersioning,
)

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import SECONDS_A_DAY, Context
from landfast.modules.names import BucketPurpose, DataClass

# How long a deleted object can still be restored. With NONCURRENT_DAYS it is the lag of an erasure, which has to fit
# in the month that GDPR Art. 12(3) gives: 7 days, or 7 + 14 where versions are kept.
SOFT_DELETE_DAYS = 7
NONCURRENT_DAYS = 14


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket by its name."""

    name: str
    made: Made


def bucket(
    scope: Construct,
    context: Context,
    purpose: BucketPurpose,
    *,
    data_class: DataClass,
    days: int | None,
    versions: bool = False,
) -> Bucket:
    """The bucket for `purpose`; objects end after `days` (None: whoever wrote them deletes them).

    `versions` keeps what is overwritten for 14 days: for what can't be computed again, never for personal data.
    """
    made = resource(
        StorageBucket,
        scope,
        purpose,
        name=context.names.bucket(purpose),
        project=context.project,
        location=context.region,
        storage_class="STANDARD",
        uniform_bucket_level_access=True,
        public_access_prevention="enforced",
        encryption=StorageBucketEncryption(default_kms_key_name=context.key_id(data_class)),
        versioning=StorageBucketVersioning(enabled=versions),
        soft_delete_policy=StorageBucketSoftDeletePolicy(retention_duration_seconds=SOFT_DELETE_DAYS * SECONDS_A_DAY),
        lifecycle_rule=_lifecycle(days, versions),
        labels=context.labels,
        force_destroy=not context.protected,
        deletion_policy=context.deletion_policy,
    )
    return Bucket(made.name, made)


def _lifecycle(days: int | None, versions: bool) -> list[StorageBucketLifecycleRule]:
    # Parts of uploads that never ended are in no listing, and so in no erasure.
    rules = [_rule("AbortIncompleteMultipartUpload", age=1)]
    if days is not None:
        rules.append(_rule("Delete", age=days))
    if versions:
        rules.append(_rule("Delete", days_since_noncurrent_time=NONCURRENT_DAYS, with_state="ARCHIVED"))
    return rules


def _rule(action: str, **condition: object) -> StorageBucketLifecycleRule:
    return StorageBucketLifecycleRule(
        action=StorageBucketLifecycleRuleAction(type=action), condition=StorageBucketLifecycleRuleCondition(**condition)
    )
