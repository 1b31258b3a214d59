"""The audit trail as tables: who did what, in a regional dataset that ends when logs end."""

from __future__ import annotations

from cdktn_provider_google.bigquery_dataset_iam_member import BigqueryDatasetIamMember
from cdktn_provider_google.logging_project_sink import LoggingProjectSink, LoggingProjectSinkBigqueryOptions

from landfast.modules.cdk import Construct, resource
from landfast.modules.context import Context
from landfast.modules.data.dataset import Dataset, dataset

# Without the last term each row that the sink writes could be an entry of the next one.
AUDIT_FILTER = (
    'log_id("cloudaudit.googleapis.com/activity") OR log_id("cloudaudit.googleapis.com/data_access")'
    ' OR log_id("cloudaudit.googleapis.com/system_event") OR log_id("cloudaudit.googleapis.com/policy")'
)
# Reads and writes of objects are kept as files already: modules/data/access_log.py.
OF_OBJECTS = 'log_id("cloudaudit.googleapis.com/data_access") AND protoPayload.serviceName="storage.googleapis.com"'
NOT_BY_LOGGING = 'NOT protoPayload.authenticationInfo.principalEmail:"@gcp-sa-logging.iam.gserviceaccount.com"'


def audit_sink(scope: Construct, context: Context, days: int) -> Dataset:
    """The dataset `audit`, and the sink that fills it from all audit logs but that of objects; it ends after `days`."""
    target = dataset(scope, context, "audit", data_class="logs", days=days)
    sink = resource(
        LoggingProjectSink,
        scope,
        "audit",
        project=context.project,
        name="audit",
        description="Audit log as tables, for questions that the log bucket can't answer",
        destination=f"bigquery.googleapis.com/{context.names.path}/datasets/{target.id}",
        filter=f"({AUDIT_FILTER}) AND NOT ({OF_OBJECTS}) AND {NOT_BY_LOGGING}",
        unique_writer_identity=True,
        # One table a log with a partition a day: partitions end by the dataset's default, tables a day would pile up.
        bigquery_options=LoggingProjectSinkBigqueryOptions(use_partitioned_tables=True),
    )
    resource(
        BigqueryDatasetIamMember,
        scope,
        "audit-sink",
        project=context.project,
        dataset_id=target.id,
        # The sink makes its tables and appends to them.
        role="roles/bigquery.dataEditor",
        member=sink.writer_identity,
    )
    return target
