"""The pipeline for Kubeflow: a pipeline spec, buckets mounted, steps in the order of what they read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from google.protobuf import json_format
from kfp.kubernetes import kubernetes_executor_config_pb2
from kfp.pipeline_spec import pipeline_spec_pb2
from sample_kinds import KINDS, in_cloud

from landfast_ml.containers.images import default_image
from landfast_ml.environment import Job
from landfast_ml.orchestrators.kubeflow import MOUNTED, compile_pipeline
from landfast_ml.pipeline import upstream


@pytest.fixture(scope="module", params=KINDS)
def cloud(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Job:
    return in_cloud(request.param, tmp_path_factory.mktemp("cloud") / "project")


@pytest.fixture(scope="module")
def documents(cloud: Job, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Compiled once, which takes KFP a second."""
    into: Path = tmp_path_factory.mktemp("compiled")
    text = compile_pipeline(cloud, default_image(cloud), into / "one")[0].read_text()
    assert text == compile_pipeline(cloud, default_image(cloud), into / "two")[0].read_text()
    return list(yaml.safe_load_all(text))


def test_each_step_waits_for_what_it_reads(cloud: Job, documents: list[dict[str, Any]]) -> None:
    spec = json_format.ParseDict(documents[0], pipeline_spec_pb2.PipelineSpec())
    for step in cloud.project.steps:
        task = spec.root.dag.tasks[step.name]
        assert set(task.dependent_tasks) == set(upstream(step, cloud.project.steps))
        assert not task.caching_options.enable_cache
        # Kubeflow's backend replaces this word only where it is all of the value.
        assert task.inputs.parameters["run"].runtime_value.constant.string_value == "{{$.pipeline_job_uuid}}"


def test_a_step_reads_where_the_one_before_has_written(cloud: Job, documents: list[dict[str, Any]]) -> None:
    executors = documents[0]["deploymentSpec"]["executors"]
    written: dict[str, str] = {}
    for step in cloud.project.steps:
        words = executors[f"exec-{step.name}"]["container"]["args"]
        folders = dict(zip(words[6::2], words[7::2], strict=True))
        assert {name: folders[f"--{name}"] for name in step.inputs} == {name: written[name] for name in step.inputs}
        written[step.output] = folders[f"--{step.output}"]


def test_the_buckets_are_mounted_in_every_pod(cloud: Job, documents: list[dict[str, Any]]) -> None:
    json_format.ParseDict(documents[1], pipeline_spec_pb2.PlatformSpec())
    executors = documents[1]["platforms"]["kubernetes"]["deploymentSpec"]["executors"]
    assert len(executors) == len(cloud.project.steps)
    for executor in executors.values():
        told = json_format.ParseDict(executor, kubernetes_executor_config_pb2.KubernetesExecutorConfig())
        assert dict(told.pod_metadata.annotations) == {"gke-gcsfuse/volumes": "true"}
        assert {mount.mount_path for mount in told.pvc_mount} == {str(cloud.bucket(name)) for name in MOUNTED}
