"""Where the environment's logs are: one regional bucket with our key and retention instead of `_Default`."""

from __future__ import annotations

from collections.abc import Sequence

from cdktn_provider_google.logging_project_bucket_config import (
    LoggingProjectBucketConfig,
    LoggingProjectBucketConfigCmekSettings,
)
from cdktn_provider_google.logging_project_sink import LoggingProjectSink

from landfast.modules.cdk import Construct, Entity, Made, resource
from landfast.modules.context import Context

# What Google's `_Default` sink leaves to `_Required`: admin activity, system events, access transparency.
_REQUIRED_LOGS = tuple(
    f'"{service}.googleapis.com/{log}"'
    for log in ("activity", "system_event", "access_transparency")
    for service in ("cloudaudit", "externalaudit")
)
DEFAULT_FILTER = " AND ".join(f"NOT LOG_ID({log})" for log in _REQUIRED_LOGS)


def log_bucket(scope: Construct, context: Context, key: str, days: int, depends_on: Sequence[Made]) -> Entity:
    """The bucket, encrypted from its first entry.

    `_Default` itself was made with the project, before there was a key: a log bucket can't be given one reliably later.
    """
    bucket = resource(
        LoggingProjectBucketConfig,
        scope,
        "environment",
        project=context.project,
        location=context.region,
        bucket_id=context.names.log_bucket,
        description="Logs of the environment, data access included",
        retention_days=days,
        # Not locked: what must be erased can be, with the key or the bucket.
        locked=False,
        cmek_settings=LoggingProjectBucketConfigCmekSettings(kms_key_name=key),
        # The name of a deleted log bucket is taken for a week. Left to the deletion of the project, the bucket keeps
        # the trail until then, and is found again if the project is restored.
        deletion_policy="PREVENT" if context.protected else "ABANDON",
        depends_on=list(depends_on),
    )
    return Entity(bucket.id, bucket)


def sink(scope: Construct, context: Context, bucket: str, *, name: str) -> Made:
    """Leads all that the project logs to a log bucket: in place of where `_Default` led, or from one beside it."""
    made: Made = resource(
        LoggingProjectSink,
        scope,
        "default",
        project=context.project,
        name=name,
        destination=f"logging.googleapis.com/{bucket}",
        filter=DEFAULT_FILTER,
    )
    return made
