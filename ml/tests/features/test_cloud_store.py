"""What is sent to BigQuery and Vertex AI: bound to the environment, and the same for the same version."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sample_project import load

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.features import cloud_store

VERSION = "f-0123456789ab"


@pytest.fixture
def cloud(job: Job) -> Job:
    return load(job.root, "cloud")


def test_a_version_is_loaded_where_it_may_be(cloud: Job) -> None:
    sent = cloud_store.load_job(cloud, VERSION)
    load = sent["configuration"]["load"]
    assert sent["jobReference"]["location"] == cloud.environment.region
    assert load["destinationEncryptionConfiguration"]["kmsKeyName"] == cloud.environment.keys["derived"]
    assert load["destinationTable"]["tableId"] == "customers_f_0123456789ab"
    assert load["sourceUris"] == [
        f"gs://unit-features/customers/{VERSION}/{part}/*.parquet" for part in ("train", "test")
    ]


def test_features_go_to_the_group_without_the_target(cloud: Job) -> None:
    added, inserted = cloud_store.statements(cloud, VERSION)
    target = "`unit-project.unit_features.features`"
    assert added.startswith(f"ALTER TABLE {target} ADD COLUMN IF NOT EXISTS `age` FLOAT64")
    assert "`member` BOOL" in added
    assert f"SELECT `customer`, TIMESTAMP(CAST(RPAD(`day`, 10, '-01') AS DATE)), '{VERSION}', `age`" in inserted
    assert inserted.endswith(f"WHERE NOT EXISTS (SELECT 1 FROM {target} WHERE feature_version = '{VERSION}')")
    assert "left" not in added + inserted


def test_a_version_ends_when_it_is_declared_to(cloud: Job) -> None:
    kept = replace(cloud, columns=replace(cloud.columns, retention_days=30))
    assert (
        "expiration_timestamp = TIMESTAMP_ADD(CURRENT_TIMESTAMP(), INTERVAL 30 DAY)"
        in (cloud_store.statements(kept, VERSION)[0])
    )


def test_every_feature_is_registered_and_served(cloud: Job) -> None:
    requests, view = cloud_store.feature_requests(cloud), cloud_store.view_request(cloud)
    assert [one["feature_id"] for one in requests] == list(cloud.columns.features)
    assert view is not None
    (group,) = view["feature_view"]["feature_registry_source"]["feature_groups"]
    assert group == {"feature_group_id": "unit", "feature_ids": list(cloud.columns.features)}
    assert {view["parent"], requests[0]["parent"]} == {cloud.environment.online_store, cloud.environment.feature_group}


def test_where_nothing_stands_nothing_is_sent(cloud: Job) -> None:
    path = cloud.root / "environments" / "unit.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "feature_group": "", "datasets": {}}))
    bare = load(cloud.root, "cloud")
    assert (cloud_store.feature_requests(bare), cloud_store.view_request(bare)) == ([], None)
    with pytest.raises(ProjectError, match="has no dataset for features"):
        cloud_store.load_job(bare, VERSION)
