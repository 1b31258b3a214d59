"""A Composer 3 environment: Airflow without a public address for its workers, under our key, in our bucket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cdktn_provider_google.composer_environment import (
    ComposerEnvironment,
    ComposerEnvironmentConfigA,
    ComposerEnvironmentConfigDataRetentionConfig,
    ComposerEnvironmentConfigDataRetentionConfigAirflowMetadataRetentionConfig,
    ComposerEnvironmentConfigEncryptionConfig,
    ComposerEnvironmentConfigMaintenanceWindow,
    ComposerEnvironmentConfigNodeConfig,
    ComposerEnvironmentConfigSoftwareConfig,
    ComposerEnvironmentConfigSoftwareConfigCloudDataLineageIntegration,
    ComposerEnvironmentStorageConfig,
)

from landfast.gcp.offers import airflow_image
from landfast.modules.cdk import Construct, Made, resource
from landfast.modules.context import Context
from landfast.modules.data.bucket import Bucket
from landfast.modules.names import DataClass
from landfast.modules.project.service_account import Account

# What the API takes (https://cloud.google.com/composer/docs/composer-3/configure-db-retention).
SHORTEST_RECORDS_DAYS, LONGEST_RECORDS_DAYS = 30, 730


@dataclass(frozen=True, slots=True)
class Airflow:
    """Where DAGs are, whom their tasks run as, and for how many days runs are remembered."""

    bucket: Bucket
    account: Account
    record_days: int


@dataclass(frozen=True, slots=True)
class Composer:
    """Where Airflow reads its DAGs, and where people sign in."""

    dags: str
    uri: str
    made: Made


def airflow(
    scope: Construct, context: Context, settings: Airflow, *, data_class: DataClass, after: Sequence[Made]
) -> Composer:
    """The Composer environment. `after` is what must stand first: its workers need their role to start."""
    made = resource(
        ComposerEnvironment,
        scope,
        "airflow",
        name=context.names.resource("airflow"),
        project=context.project,
        region=context.region,
        labels=context.labels,
        storage_config=ComposerEnvironmentStorageConfig(bucket=settings.bucket.name),
        config=_config(context, settings, data_class),
        deletion_policy=context.deletion_policy,
        depends_on=list(after),
    )
    return Composer(made.config.dag_gcs_prefix, made.config.airflow_uri, made)


def _config(context: Context, settings: Airflow, data_class: DataClass) -> Any:
    return ComposerEnvironmentConfigA(
        environment_size="ENVIRONMENT_SIZE_MEDIUM" if context.protected else "ENVIRONMENT_SIZE_SMALL",
        enable_private_environment=True,
        # Python packages come from where the network lets them come from, not from the whole internet.
        enable_private_builds_only=True,
        encryption_config=ComposerEnvironmentConfigEncryptionConfig(kms_key_name=context.key_id(data_class)),
        node_config=ComposerEnvironmentConfigNodeConfig(
            network=context.names.network_id,
            subnetwork=context.names.subnetwork_id(context.region),
            service_account=settings.account.email,
        ),
        software_config=ComposerEnvironmentConfigSoftwareConfig(
            image_version=airflow_image(),
            # Plugins would run in the web server, which people sign in to.
            web_server_plugins_mode="DISABLED",
            # Lineage would go to a service that the record of processing doesn't name.
            cloud_data_lineage_integration=ComposerEnvironmentConfigSoftwareConfigCloudDataLineageIntegration(
                enabled=False
            ),
        ),
        # The API asks for twelve hours a week; the dates say only from when to when on a day.
        maintenance_window=ComposerEnvironmentConfigMaintenanceWindow(
            start_time="2026-01-03T00:00:00Z", end_time="2026-01-03T06:00:00Z", recurrence="FREQ=WEEKLY;BYDAY=SA,SU"
        ),
        data_retention_config=_retention(settings.record_days),
    )


def _retention(days: int) -> Any:
    # Where the logs of tasks go can't be said: Composer 3 writes them to Cloud Logging, where they end with all others.
    kept = min(max(days, SHORTEST_RECORDS_DAYS), LONGEST_RECORDS_DAYS)
    return ComposerEnvironmentConfigDataRetentionConfig(
        airflow_metadata_retention_config=[
            ComposerEnvironmentConfigDataRetentionConfigAirflowMetadataRetentionConfig(
                retention_mode="RETENTION_MODE_ENABLED", retention_days=kept
            )
        ],
    )
