"""A Cloud SQL instance for one system's own records: private address, sign-in by IAM, no password anywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from cdktn_provider_google.sql_database import SqlDatabase
from cdktn_provider_google.sql_database_instance import (
    SqlDatabaseInstance,
    SqlDatabaseInstanceSettings,
    SqlDatabaseInstanceSettingsBackupConfiguration,
    SqlDatabaseInstanceSettingsBackupConfigurationBackupRetentionSettings,
    SqlDatabaseInstanceSettingsDatabaseFlags,
    SqlDatabaseInstanceSettingsIpConfiguration,
    SqlDatabaseInstanceSettingsMaintenanceWindow,
)
from cdktn_provider_google.sql_user import SqlUser

from landfast.modules.cdk import Construct, Made, resource, text_variable
from landfast.modules.context import Context
from landfast.modules.names import DATABASE_ENDING, DatabaseSystem, DataClass
from landfast.modules.network.vpc import DATABASE_RANGE

Engine = Literal["postgres", "mysql"]

# The clients of Kubeflow Pipelines and ML Metadata speak no MySQL after 8.0: their own manifests run 8.0.
VERSIONS: Mapping[Engine, str] = {"postgres": "POSTGRES_17", "mysql": "MYSQL_8_0"}
SMALLEST, PRODUCTION = "db-f1-micro", "db-custom-2-7680"
# https://cloud.google.com/sql/docs/postgres/flags, https://cloud.google.com/sql/docs/mysql/flags
FLAGS: Mapping[Engine, Mapping[str, str]] = {
    # Sign-in by IAM, who came and went for the audit, and what an incident is understood by; never a statement that
    # went well, as its text holds the data.
    "postgres": {
        "cloudsql.iam_authentication": "on",
        "log_checkpoints": "on",
        "log_connections": "on",
        "log_disconnections": "on",
        "log_lock_waits": "on",
        "log_min_error_statement": "error",
    },
    # Sign-in by IAM, no reading of files of the client, and nobody sees the names of the others' databases.
    "mysql": {"cloudsql_iam_authentication": "on", "local_infile": "off", "skip_show_database": "on"},
}
# How far back a moment can be restored, and how many daily backups there are: 7 is the most that the edition keeps
# logs for, and both together are the lag of an erasure.
LOG_DAYS = 7
BACKUPS = 7


@dataclass(frozen=True, slots=True)
class Wanted:
    """The engine, the databases on it, and what the account that signs in must wait for if it is of the same stack."""

    databases: Sequence[str]
    engine: Engine = "postgres"
    after: Sequence[Made] = ()


@dataclass(frozen=True, slots=True)
class Database:
    """An instance: its connection name, and who signs in."""

    connection: str
    user: str
    made: Made


def database(
    scope: Construct, context: Context, system: DatabaseSystem, wanted: Wanted, *, data_class: DataClass
) -> Database:
    """The instance of `system` with its databases, for the service account of the same name.

    For a week after an instance was deleted nothing can have its name: whoever makes it again sooner gives the
    variable an ending (`-2`) that is free. The name of an instance that stands never changes with it.
    """
    ending = text_variable(scope, f"{system}{DATABASE_ENDING}", "", "Ending of the name of an instance to be made")
    instance = resource(
        SqlDatabaseInstance,
        scope,
        system,
        ignore_changes=["name"],
        name=f"{context.names.database(system)}{ending}",
        project=context.project,
        region=context.region,
        database_version=VERSIONS[wanted.engine],
        encryption_key_name=context.key_id(data_class),
        settings=_settings(context, wanted.engine),
        deletion_protection=context.protected,
        deletion_policy=context.deletion_policy,
    )
    for name in wanted.databases:
        resource(
            SqlDatabase,
            scope,
            f"{system}-{name}" if name != system else system,
            name=name,
            project=context.project,
            instance=instance.name,
            # PostgreSQL refuses to drop what somebody is signed in to: it goes with the instance.
            deletion_policy="PREVENT" if context.protected else "ABANDON",
        )
    return Database(instance.connection_name, _user(scope, context, system, instance.name, wanted), instance)


def _user(scope: Construct, context: Context, system: DatabaseSystem, instance: str, wanted: Wanted) -> str:
    email = context.names.service_account_email(system)
    # PostgreSQL's names are too short for all of the address; MySQL's own user is the part before the @.
    # https://cloud.google.com/sql/docs/postgres/add-manage-iam-users
    name = email.removesuffix(".gserviceaccount.com") if wanted.engine == "postgres" else email
    resource(
        SqlUser,
        scope,
        system,
        name=name,
        project=context.project,
        instance=instance,
        type="CLOUD_IAM_SERVICE_ACCOUNT",
        # Owns the databases, and so may make its tables: without a role an IAM user may do nothing.
        database_roles=["cloudsqlsuperuser"],
        # PostgreSQL refuses to drop who owns tables: goes with the instance.
        deletion_policy="PREVENT" if context.protected else "ABANDON",
        depends_on=list(wanted.after),
    )
    return name if wanted.engine == "postgres" else email.partition("@")[0]


def _settings(context: Context, engine: Engine) -> Any:
    return SqlDatabaseInstanceSettings(
        edition="ENTERPRISE",
        tier=PRODUCTION if context.protected else SMALLEST,
        availability_type="REGIONAL" if context.protected else "ZONAL",
        disk_type="PD_SSD",
        disk_autoresize=True,
        # The cloud's own lock, against whoever works around Terraform.
        deletion_protection_enabled=context.protected,
        # Backups that outlive the instance would outlive an erasure too.
        retain_backups_on_delete=False,
        # Nobody connects but through Cloud SQL's connectors, which check IAM and encrypt on both ends.
        connector_enforcement="REQUIRED",
        ip_configuration=SqlDatabaseInstanceSettingsIpConfiguration(
            ipv4_enabled=False,
            private_network=context.names.network_id,
            # Else the address may come from the range of the build machines, where the firewall lets nobody connect.
            allocated_ip_range=context.names.resource(DATABASE_RANGE),
            ssl_mode="ENCRYPTED_ONLY",
        ),
        backup_configuration=_backups(context, engine),
        database_flags=[
            SqlDatabaseInstanceSettingsDatabaseFlags(name=name, value=value) for name, value in FLAGS[engine].items()
        ],
        maintenance_window=SqlDatabaseInstanceSettingsMaintenanceWindow(day=7, hour=3, update_track="stable"),
        user_labels=context.labels,
    )


def _backups(context: Context, engine: Engine) -> Any:
    return SqlDatabaseInstanceSettingsBackupConfiguration(
        enabled=True,
        start_time="02:00",
        # Else backups go to the multi-region that is nearest.
        location=context.region,
        # Restores any moment; each engine has its own word for it.
        point_in_time_recovery_enabled=True if engine == "postgres" else None,
        binary_log_enabled=True if engine == "mysql" else None,
        transaction_log_retention_days=LOG_DAYS,
        backup_retention_settings=SqlDatabaseInstanceSettingsBackupConfigurationBackupRetentionSettings(
            retained_backups=BACKUPS, retention_unit="COUNT"
        ),
    )
