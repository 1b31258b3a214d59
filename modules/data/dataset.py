"""A BigQuery dataset whose tables end, and the table that the feature store reads."""

from __future__ import annotations

import json
from dataclasses import dataclass

from cdktn_provider_google.bigquery_dataset import (
    BigqueryDataset,
    BigqueryDatasetDefaultEncryptionConfiguration,
)
from cdktn_provider_google.bigquery_table import (
    BigqueryTable,
    BigqueryTableEncryptionConfiguration,
    BigqueryTableTimePartitioning,
)

from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import SECONDS_A_DAY, Context
from landfast.modules.names import DataClass, DatasetPurpose

# The shortest that BigQuery takes. With the 7 days of its fail-safe storage it is the lag of an erasure: 9 days.
TIME_TRAVEL_HOURS = 48
FEATURE_TABLE = "features"
ENTITY_COLUMN = "entity_id"
TIMESTAMP_COLUMN = "feature_timestamp"


@dataclass(frozen=True, slots=True)
class Dataset:
    """A dataset by its id."""

    id: str
    made: Made


def dataset(
    scope: Construct, context: Context, purpose: DatasetPurpose, *, data_class: DataClass, days: int
) -> Dataset:
    """The dataset for `purpose`: a partition ends `days` after its date, a table without partitions after `days`."""
    expiration = days * SECONDS_A_DAY * 1000
    made = resource(
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
    return Dataset(made.dataset_id, made)


def feature_table(scope: Construct, context: Context, owner: Dataset, *, data_class: DataClass, days: int) -> Made:
    """The table of features in the dataset `owner`: one row per entity and time.

    It has the columns that a Vertex AI feature group asks for; the pipelines add those of the features.
    """
    columns = [
        {"name": ENTITY_COLUMN, "type": "STRING", "mode": "REQUIRED", "description": "Pseudonym of the data subject"},
        {"name": TIMESTAMP_COLUMN, "type": "TIMESTAMP", "mode": "REQUIRED", "description": "When the features held"},
        {"name": "feature_version", "type": "STRING", "mode": "NULLABLE", "description": "Definition and snapshot"},
    ]
    made: Made = resource(
        BigqueryTable,
        scope,
        FEATURE_TABLE,
        project=context.project,
        dataset_id=owner.id,
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
    return made
