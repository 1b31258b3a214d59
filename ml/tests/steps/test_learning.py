"""Features, training and evaluation, step after step on the sample table."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from sample_project import copy_project, learn, load
from sample_table import table

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.features.tables import read_part
from landfast_ml.features.transform import load_transformation
from landfast_ml.models.metrics import METRICS, PRIMARY
from landfast_ml.models.predictor import read_predictor
from landfast_ml.models.registry import CHALLENGER, CHAMPION, Version, alias_for
from landfast_ml.steps import gate, train


def test_no_subject_is_in_both_parts(done: tuple[Job, dict[str, Path]]) -> None:
    job, folders = done
    parts = [read_part(folders["features"], part, job.columns) for part in ("train", "test")]
    assert not set(parts[0]["customer"]) & set(parts[1]["customer"])
    assert len(parts[1]) / (len(parts[0]) + len(parts[1])) == pytest.approx(0.25, abs=0.06)


def test_statistics_are_of_the_training_rows_alone(done: tuple[Job, dict[str, Path]]) -> None:
    job, folders = done
    transformation = load_transformation(folders["features"])
    numbers = [transformation.outputs.index(name) for name in ("age", "visits", "joined")]
    learned, held_out = (
        transformation.apply(read_part(folders["features"], part, job.columns))[:, numbers]
        for part in ("train", "test")
    )
    assert np.abs(learned.mean(axis=0, dtype=float)).max() < 1e-6
    assert np.abs(learned.std(axis=0, dtype=float) - 1).max() < 1e-6
    assert np.abs(held_out.mean(axis=0)).max() > 1e-3


def test_rejected_rows_keep_reasons_without_values(done: tuple[Job, dict[str, Path]]) -> None:
    lines = (done[1]["features"] / "rejected.json").read_text().splitlines()
    assert len(lines) == 3
    for line in map(json.loads, lines):
        assert set(line) == {"subject", "reasons"}
        assert line["reasons"] == {"age": "not a number"}


def test_a_feature_version_is_published_once(done: tuple[Job, dict[str, Path]]) -> None:
    job, folders = done
    made = (folders["features"] / "version.json").read_text()
    version = job.bucket("features") / job.columns.table / json.loads(made)["feature_version"]
    assert (version / "version.json").read_text() == made
    assert sorted(path.name for path in version.parent.iterdir()) == [version.name]


def test_training_is_reproducible(done: tuple[Job, dict[str, Path]], tmp_path: Path) -> None:
    job, folders = done
    train.run(job, features=folders["features"], model=tmp_path)
    rows = read_part(folders["features"], "test", job.columns)
    first, second = (read_predictor(folder, "unit", "1").score(rows) for folder in (folders["model"], tmp_path))
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    ("task", "algorithm"),
    [("binary", "boosting"), ("multiclass", "linear"), ("multiclass", "boosting"), ("regression", "linear")],
)
def test_every_task_is_learned(task: str, algorithm: str, tmp_path: Path) -> None:
    job = load(copy_project(tmp_path, task), changes=[f'search.algorithms=["{algorithm}"]', "search.trials=2"])
    folders = learn(job, table(task))
    found = json.loads((folders["evaluation"] / "evaluation.json").read_text())
    assert tuple(found["metrics"]) == METRICS[task]
    assert found["metrics"][PRIMARY[task]] > 0.6
    assert list(found["classes"]) == (["0", "1", "2"] if task == "multiclass" else [])
    predictor = read_predictor(folders["model"], "unit", "1")
    rows = read_part(folders["features"], "test", job.columns).head(3)
    said = predictor.predict(rows[[column.name for column in predictor.inputs]].to_dict("records"))
    if task == "regression":
        assert [one["prediction"] for one in said] == pytest.approx(list(predictor.score(rows)), rel=1e-5)
    elif task == "multiclass":
        assert all(sum(one["probabilities"].values()) == pytest.approx(1) for one in said)
        assert {one["prediction"] for one in said} <= {0, 1, 2}


def test_the_evaluation_says_how_sure_it_is(done: tuple[Job, dict[str, Path]]) -> None:
    found = json.loads((done[1]["evaluation"] / "evaluation.json").read_text())
    for name, (low, high) in found["intervals"].items():
        assert low <= found["metrics"][name] <= high
    assert "rows" in found["notes"][0]
    assert sum(one["rows"] for one in found["calibration"]) == found["rows"]


def test_the_gate_names_each_limit_that_is_missed(done: tuple[Job, dict[str, Path]], tmp_path: Path) -> None:
    job, folders = done
    strict = load(job.root, changes=['gate.limits=["sensitivity >= 1.1", "brier.high <= 0.0"]'])
    folders = {name: folders[name] for name in ("features", "model", "evaluation")}
    with pytest.raises(ProjectError, match=r"sensitivity is .*must be >= 1.1; brier.high is .*must be <= 0"):
        gate.run(strict, **folders, decision=tmp_path)


def test_a_champion_falls_only_to_a_better_model() -> None:
    champion = Version("1", (CHAMPION,), {})
    assert alias_for(None, None) == CHAMPION
    assert alias_for(None, champion) == CHALLENGER
    assert alias_for({"gain": 0.01, "verdict": {"beyond_noise": False}}, champion) == CHALLENGER
    assert alias_for({"gain": 0.01, "verdict": {"beyond_noise": True}}, champion) == CHAMPION


def test_dataflow_stays_in_the_region(done: tuple[Job, dict[str, Path]]) -> None:
    from apache_beam.options.pipeline_options import GoogleCloudOptions, PipelineOptions, WorkerOptions

    from landfast_ml.features.beam_options import beam_path, dataflow_arguments

    environment = done[0].environment
    image = f"{environment.registries['containers']}/pipeline:1"
    options = PipelineOptions(dataflow_arguments(done[0], "gs://unit/out", image))
    google, worker = options.view_as(GoogleCloudOptions), options.view_as(WorkerOptions)
    assert google.region == environment.region
    assert google.temp_location.startswith("gs://unit-pipeline_root/")
    assert google.staging_location.startswith("gs://unit-pipeline_root/")
    assert google.dataflow_kms_key == environment.keys["derived"]
    assert worker.sdk_container_image == image
    assert worker.use_public_ips is False
    assert google.dataflow_service_options == ["enable_secure_boot"]
    with pytest.raises(ProjectError, match="is not from"):
        dataflow_arguments(done[0], "gs://unit/out", "gcr.io/cloud-dataflow/beam:1")
    cloud = load(done[0].root, "cloud")
    assert beam_path(cloud, Path("/gcs/bucket/a")) == "gs://bucket/a"
