"""What BigQuery is told: a table by day that ends, under the environment's key, and a load that is done once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sample_scoring import load_scoring

from landfast_ml.batches.bigquery import job_id, load_configuration, table_resource
from landfast_ml.containers.images import default_image
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.orchestrators import CLOUD, orchestrator


@pytest.fixture
def cloud(job: Job) -> Job:
    return load_scoring(job.root, "cloud")


@pytest.mark.parametrize(
    ("task", "fields"),
    [
        ("binary", {"prediction": "STRING", "probability": "FLOAT64"}),
        ("multiclass", {"prediction": "STRING", "probabilities": "STRING"}),
        ("regression", {"prediction": "FLOAT64"}),
    ],
)
def test_the_table_is_bound_and_its_days_end(cloud: Job, task: str, fields: dict[str, str]) -> None:
    told = table_resource(cloud, task)
    assert {one["name"]: one["type"] for one in told["schema"]["fields"]} == {
        "batch": "STRING",
        "scored_on": "DATE",
        "unit": "STRING",
        **fields,
    }
    assert told["tableReference"]["datasetId"] == cloud.environment.datasets["predictions"]
    assert told["timePartitioning"] == {"type": "DAY", "field": "scored_on", "expirationMs": str(90 * 86_400_000)}
    assert told["encryptionConfiguration"] == {"kmsKeyName": cloud.environment.keys["derived"]}
    assert load_configuration(cloud)["load"]["destinationEncryptionConfiguration"] == told["encryptionConfiguration"]


def test_the_same_batch_is_the_same_job(cloud: Job) -> None:
    assert job_id(cloud, "b-1", 1) == job_id(cloud, "b-1", 1) != job_id(cloud, "b-1", 2)


@pytest.mark.parametrize("name", CLOUD)
def test_nothing_is_submitted_without_a_place_for_predictions(cloud: Job, tmp_path: Path, name: str) -> None:
    path = cloud.root / "environments" / "unit.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "datasets": {}}))
    bare = load_scoring(cloud.root, "cloud")
    chosen = orchestrator(name)
    with pytest.raises(ProjectError, match="no dataset for predictions"):
        chosen.submit(bare, chosen.compile_pipeline(bare, default_image(bare), tmp_path))
