"""The offline store in the cloud: BigQuery, and the feature group of Vertex AI over it.

A version is a table of its own, loaded from the version's Parquet files; the features of it are then added to the
environment's table `features`, by pseudonym and time, which the feature group and the online store read.
Here are requests and statements, which need no library; `sync` sends them.
"""

from __future__ import annotations

from typing import Any

from landfast_ml.clients import at_bigquery, at_place, by_rest
from landfast_ml.contract.columns import Column, Columns
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.vertex_ai import api_endpoint

TABLE = "features"
ENTITY, TIMESTAMP, VERSION = "entity_id", "feature_timestamp", "feature_version"
SQL_TYPES = {"number": "FLOAT64", "integer": "INT64", "boolean": "BOOL"}
SQL_TYPES |= dict.fromkeys(("category", "date", "time", "text"), "STRING")


def load_job(job: Job, version: str) -> dict[str, Any]:
    """BigQuery's load job of one version, as its REST interface has it. The same version gives the same table."""
    environment, table = job.environment, version_table(job, version)
    folder = f"gs://{environment.buckets['features']}/{job.columns.table}/{version}"
    return {
        "jobReference": {"projectId": environment.project, "location": environment.region},
        "configuration": {
            "labels": {"feature_version": version, **environment.labels},
            "load": {
                "sourceUris": [f"{folder}/{part}/*.parquet" for part in ("train", "test")],
                "sourceFormat": "PARQUET",
                "destinationTable": {"projectId": environment.project, **table},
                "writeDisposition": "WRITE_TRUNCATE",
                "destinationEncryptionConfiguration": {"kmsKeyName": environment.key("derived")},
            },
        },
    }


def version_table(job: Job, version: str) -> dict[str, str]:
    """BigQuery takes no dash in the name of a table."""
    dataset = job.environment.datasets.get("features", "")
    if not dataset:
        raise ProjectError(f"environments/{job.environment.environment}.json has no dataset for features")
    return {"datasetId": dataset, "tableId": f"{job.columns.table}_{version.replace('-', '_')}"}


def statements(job: Job, version: str) -> list[str]:
    """SQL that ends the version's table in time, and adds its features to the table of the feature group, once."""
    columns, project = job.columns, job.environment.project
    place = version_table(job, version)
    source, target = (f"`{project}.{place['datasetId']}.{name}`" for name in (place["tableId"], TABLE))
    features = _features(columns)
    names = [ENTITY, TIMESTAMP, VERSION, *(column.name for column in features)]
    values = [columns.subject, _timestamp(columns), f"'{version}'", *(column.name for column in features)]
    added = ", ".join(f"ADD COLUMN IF NOT EXISTS `{one.name}` {SQL_TYPES[one.type]}" for one in features)
    selected = ", ".join(value if "(" in value or "'" in value else f"`{value}`" for value in values)
    known = f"SELECT 1 FROM {target} WHERE {VERSION} = '{version}'"
    made = [
        f"ALTER TABLE {target} {added}",
        f"INSERT INTO {target} ({', '.join(f'`{name}`' for name in names)}) "
        f"SELECT {selected} FROM {source} WHERE NOT EXISTS ({known})",
    ]
    if columns.retention_days:
        ends = f"TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL {columns.retention_days} DAY)"
        made.insert(0, f"ALTER TABLE {source} SET OPTIONS (expiration_timestamp = {ends})")
    return made


def _features(columns: Columns) -> list[Column]:
    features = [column for column in columns.all if column.role == "feature"]
    taken = [column.name for column in features if column.name in {ENTITY, TIMESTAMP, VERSION}]
    if taken:
        raise ProjectError(f"features.yaml: {', '.join(taken)}: the feature group has a column of that name; rename it")
    return features


def _timestamp(columns: Columns) -> str:
    """When the features held. A month stands for its first day."""
    if columns.timestamp is None:
        return "CURRENT_TIMESTAMP()"
    return f"TIMESTAMP(CAST(RPAD(`{columns.timestamp}`, 10, '-01') AS DATE))"


def feature_requests(job: Job) -> list[dict[str, Any]]:
    """`CreateFeature` of Vertex AI's feature registry for every feature; none where no group stands."""
    if not job.environment.feature_group:
        return []
    return [
        {
            "parent": job.environment.feature_group,
            "feature_id": column.name,
            "feature": {"description": column.description, "labels": dict(job.environment.labels)},
        }
        for column in _features(job.columns)
    ]


def view_request(job: Job) -> dict[str, Any] | None:
    """`CreateFeatureView` of the online store: the newest features of each pseudonym, fetched anew every night."""
    environment = job.environment
    if not environment.online_store or not environment.feature_group:
        return None
    group = {
        "feature_group_id": environment.feature_group.rsplit("/", 1)[1],
        "feature_ids": [column.name for column in _features(job.columns)],
    }
    return {
        "parent": environment.online_store,
        "feature_view_id": job.columns.table,
        "feature_view": {
            "feature_registry_source": {"feature_groups": [group]},
            "sync_config": {"cron": "0 3 * * *"},
            "labels": dict(environment.labels),
        },
    }


def sync(job: Job, version: str) -> None:
    """Load the version, and register its features. What is there already stays as it is."""
    try:
        from google.api_core.exceptions import AlreadyExists
        from google.cloud import aiplatform_v1, bigquery
    except ImportError:
        raise ProjectError("Google's clients are missing: install requirements-cloud.lock") from None
    environment = job.environment
    warehouse = bigquery.Client(project=environment.project, location=environment.region, **at_bigquery())
    warehouse.create_job(load_job(job, version)["configuration"]).result()
    for statement in statements(job, version):
        warehouse.query_and_wait(statement)
    # The global address would answer from anywhere.
    place = {"api_endpoint": at_place(api_endpoint(job))}
    registry = aiplatform_v1.FeatureRegistryServiceClient(client_options=place, **by_rest())
    admin = aiplatform_v1.FeatureOnlineStoreAdminServiceClient(client_options=place, **by_rest())
    view = view_request(job)
    made = [(registry.create_feature, request) for request in feature_requests(job)]
    for create, request in [*made, *([(admin.create_feature_view, view)] if view else [])]:
        try:
            create(request=request).result()
        except AlreadyExists:
            continue
