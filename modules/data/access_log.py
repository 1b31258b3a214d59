"""The record of who read or wrote which object, as files for the data protection officer."""

from __future__ import annotations

from cdktn_provider_google.logging_project_sink import LoggingProjectSink
from cdktn_provider_google.storage_bucket_iam_member import StorageBucketIamMember

from landfast.modules.cdk import Construct, resource
from landfast.modules.context import Context
from landfast.modules.data.bucket import Bucket, bucket


def access_log(scope: Construct, context: Context, days: int) -> Bucket:
    """The bucket `access-logs` and the sink that fills it from the audit log.

    Not the buckets' own usage logs: those need a grant to a group of google.com, which organizations that restrict
    sharing by domain (the default since 2024) refuse, and they don't name who it was.
    """
    target = bucket(scope, context, "access-logs", data_class="logs", days=days)
    name = context.names.bucket("access-logs")
    sink = resource(
        LoggingProjectSink,
        scope,
        "access-logs",
        project=context.project,
        name="access-logs",
        destination=f"storage.googleapis.com/{target.name}",
        # Without the last term each file that the sink writes would be an entry of the next one.
        filter=(
            'LOG_ID("cloudaudit.googleapis.com/data_access") AND protoPayload.serviceName="storage.googleapis.com"'
            f' AND NOT protoPayload.resourceName:"buckets/{name}"'
        ),
        unique_writer_identity=True,
    )
    resource(
        StorageBucketIamMember,
        scope,
        "access-logs-sink",
        bucket=target.name,
        # The sink only adds files.
        role="roles/storage.objectCreator",
        member=sink.writer_identity,
    )
    return target
