"""The key of BigQuery in a project: what encrypts the results of queries, which belong to no dataset."""

from __future__ import annotations

from collections.abc import Sequence

from cdktn_provider_google.bigquery_job import BigqueryJob, BigqueryJobQuery

from landfast.modules.cdk import Construct, Made, resource, text_variable
from landfast.modules.context import Context
from landfast.modules.names import DataClass


def query_key(scope: Construct, context: Context, data_class: DataClass, depends_on: Sequence[Made]) -> Made:
    """Makes the key of `data_class` the default of the project in its region.

    Where BigQuery must not store anything without a key of ours it runs no query without one, and a statement can't
    name a key for its own results. https://cloud.google.com/bigquery/docs/default-configuration

    A job that failed stands like one that was done, and keeps its name: the provider looks no further than that it is
    there. So it is looked at here, and whoever makes it again gives the variable an ending that is free.
    """
    option = f"`region-{context.region}.default_kms_key_name`"
    statement = f'ALTER PROJECT `{context.project}` SET OPTIONS ({option} = "{context.key_id(data_class)}")'
    ending = text_variable(scope, "default_key_ending", "", "Ending of the name of the job that sets BigQuery's key")
    made = resource(
        BigqueryJob,
        scope,
        "default-key",
        # A job is never deleted: the same name finds it again, and another region's key is another job.
        job_id=f"default-key-{context.region}{ending}",
        ignore_changes=["job_id"],
        project=context.project,
        location=context.region,
        query=BigqueryJobQuery(
            query=statement,
            use_legacy_sql=False,
            # A statement that defines something takes none, and the provider has a default for each.
            create_disposition="",
            write_disposition="",
        ),
        labels=context.lasting_labels,
        depends_on=list(depends_on),
    )
    condition = "${alltrue([for each in self.status : try(length(each.error_result), 0) == 0])}"
    said = 'BigQuery did not make it: ${join("; ", flatten(self.status[*].error_result[*].message))}'
    made.add_override("lifecycle.postcondition", [{"condition": condition, "error_message": said}])
    job: Made = made
    return job
