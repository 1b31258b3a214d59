"""A BigQuery dataset whose tables end, and the table that the feature store reads."""

from __future__ import annotations

import json
from typing import Any

from cdktn_provider_google.bigquery_dataset import (
    BigqueryDataset,
    BigqueryDatasetDefaultEncryptionConfiguration,
)
from cdktn_provider_google.bigquery_table import (
    BigqueryTable,
    BigqueryTableEncryptionConfiguration,
    BigqueryTableTimePartitioning,
)

from landfast.modules.cdk import Construct, resource
from landfast.modules.context import SECONDS_A_DAY, Context
from landfast.modules.names import DataClass, DatasetPurpose

# The shortest that BigQuery takes. With the 7 days of its fail-safe storage it is the lag of an erasure: 9 days.
TIME_TRAVEL_HOURS = 48
FEATURE_TABLE = "features"
ENTITY_COLUMN = "entity_id"
TIMESTAMP_COLUMN = "feature_timestamp"


def dataset(scope: Construct, context: Context, purpose: DatasetPurpose, *, data_class: DataClass, days: int) -> Any:
    """The dataset for `purpose`: a partition ends `days` after its date, a table without partitions after `days`."""
    expiration = days * SECONDS_A_DAY * 1000
    return resource(
        BigqueryDataset,
        scope,
        purpose,
        dataset_id=context.names.dataset(purpose),
        project=context.project,
        location=context.region,
        # For a partitioned table the second replaces the first: it lives on and its partitions end.
        default_table_expiration_ms=expiration,
        default_partition_expiration_ms=expiration,
        max_time_travel_hours=str(TIME_TRAVEL_HOURS),
        default_encryption_configuration=BigqueryDatasetDefaultEncryptionConfiguration(
            kms_key_name=context.key_id(data_class)
        ),
        labels=context.labels,
        delete_contents_on_destroy=not context.protected,
        deletion_policy=context.deletion_policy,
    )


def feature_table(scope: Construct, context: Context, owner: Any, *, data_class: DataClass, days: int) -> Any:
    """The table of features in the dataset `owner`: one row per entity and time.

    It has the columns that a Vertex AI feature group asks for; the pipelines add those of the features.
    """
    columns = [
        {"name": ENTITY_COLUMN, "type": "STRING", "mode": "REQUIRED", "description": "Pseudonym of the data subject"},
        {"name": TIMESTAMP_COLUMN, "type": "TIMESTAMP", "mode": "REQUIRED", "description": "When the features held"},
        {"name": "feature_version", "type": "STRING", "mode": "NULLABLE", "description": "Definition and snapshot"},
    ]
    return resource(
        BigqueryTable,
        scope,
        FEATURE_TABLE,
        project=context.project,
        dataset_id=owner.dataset_id,
        table_id=FEATURE_TABLE,
        schema=json.dumps(columns),
        time_partitioning=BigqueryTableTimePartitioning(
            type="DAY", field=TIMESTAMP_COLUMN, expiration_ms=days * SECONDS_A_DAY * 1000
        ),
        clustering=[ENTITY_COLUMN],
        encryption_configuration=BigqueryTableEncryptionConfiguration(kms_key_name=context.key_id(data_class)),
        labels=context.labels,
        deletion_protection=context.protected,
        deletion_policy=context.deletion_policy,
        # The pipelines' columns are not drift.
        ignore_changes=["schema"],
    )
