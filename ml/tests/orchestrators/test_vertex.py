"""The compiled pipeline: deterministic, valid, and bound to its environment in every place."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml
from google.protobuf import json_format
from kfp.pipeline_spec import pipeline_spec_pb2
from sample_project import PACKAGE, load

from landfast_ml.containers.images import default_image
from landfast_ml.environment import UNIVERSE, Job
from landfast_ml.errors import UsageError
from landfast_ml.features.beam_options import dataflow_arguments
from landfast_ml.operations.links import links
from landfast_ml.orchestrators.vertex import compile_pipeline
from landfast_ml.vertex_ai import address


def test_the_same_inputs_give_the_same_bytes(cloud: Job, tmp_path: Path) -> None:
    one, two = (compile_pipeline(cloud, default_image(cloud), tmp_path / name) for name in ("one", "two"))
    assert one[0].read_bytes() == two[0].read_bytes()
    assert one[1].read_bytes() == two[1].read_bytes()


def test_it_is_a_pipeline_spec_with_every_step(cloud: Job, tmp_path: Path) -> None:
    image = default_image(cloud)
    document = yaml.safe_load(compile_pipeline(cloud, image, tmp_path)[0].read_text())
    spec = json_format.ParseDict(document, pipeline_spec_pb2.PipelineSpec())
    assert set(spec.root.dag.tasks) == {step.name for step in cloud.project.steps}
    assert spec.default_pipeline_root.startswith("gs://unit-pipeline_root/")
    executors = document["deploymentSpec"]["executors"]
    for step in cloud.project.steps:
        container = executors[f"exec-{step.name}"]["container"]
        assert container["image"] == image
        assert container["command"] == ["python", "-m", PACKAGE]
        assert container["args"][:6] == step.arguments("unit", "cloud")
        assert container["resources"]["cpuLimit"] == step.cpus
        task = spec.root.dag.tasks[step.name]
        assert task.caching_options.enable_cache is step.pure
        assert set(task.inputs.artifacts) == set(step.inputs)


def test_the_job_leaves_no_default(cloud: Job, tmp_path: Path) -> None:
    options = json.loads(compile_pipeline(cloud, default_image(cloud), tmp_path)[1].read_text())
    environment = cloud.environment
    assert options["location"] == environment.region
    assert options["service_account"] == environment.service_accounts["pipelines"]
    assert options["encryption_spec_key_name"] == environment.keys["derived"]
    assert options["labels"] == environment.labels
    target = {"target_project": environment.project, "target_network": environment.network}
    assert options["psc_interface_config"] == {
        "network_attachment": environment.job_attachment,
        "dns_peering_configs": [{"domain": f"{environment.region}.rep.googleapis.com.", **target}],
    }
    assert options["api_endpoint"] == f"{environment.region}-aiplatform.googleapis.com"


def test_in_another_universe_everything_is_asked_there(
    cloud: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(UNIVERSE, raising=False)
    path = cloud.root / "environments" / "unit.json"
    there = {"universe": "s3nsapis.fr", "region": "u-france-east1", "console": "console.cloud.s3nscloud.fr"}
    path.write_text(json.dumps({**json.loads(path.read_text()), **there}))
    sovereign = load(cloud.root, "cloud")
    # What Google's own clients read.
    assert os.environ[UNIVERSE] == "s3nsapis.fr"
    assert address(sovereign) == "https://u-france-east1-aiplatform.s3nsapis.fr/v1"
    options = json.loads(compile_pipeline(sovereign, default_image(sovereign), tmp_path)[1].read_text())
    assert options["api_endpoint"] == "u-france-east1-aiplatform.s3nsapis.fr"
    given = dataflow_arguments(sovereign, "gs://out/x", default_image(sovereign))
    assert "--dataflow_endpoint=https://dataflow.s3nsapis.fr" in given
    assert all(link.startswith("https://console.cloud.s3nscloud.fr/") for link in links(sovereign).values())


def test_data_without_a_key_of_its_own_is_refused(job: Job, tmp_path: Path) -> None:
    path = job.root / "environments" / "unit.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "keys": {}}))
    bare = load(job.root, "cloud")
    with pytest.raises(UsageError, match=r"keys\.derived: is missing"):
        compile_pipeline(bare, default_image(bare), tmp_path)


def test_an_image_from_elsewhere_is_refused(cloud: Job, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not from the environment's registry"):
        compile_pipeline(cloud, "docker.io/library/python:3.11", tmp_path)
