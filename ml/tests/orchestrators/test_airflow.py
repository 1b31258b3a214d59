"""What Airflow is told: every step as a job of Vertex AI, bound to the environment in every place."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from landfast_ml.containers.images import default_image
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.orchestrators.airflow import compile_pipeline, run
from landfast_ml.pipeline import upstream


def test_every_step_is_a_job_of_the_environment(cloud: Job, tmp_path: Path) -> None:
    dag, told = compile_pipeline(cloud, default_image(cloud), tmp_path)
    assert dag.with_suffix(".json") == told
    found = json.loads(told.read_text())
    assert [(step["name"], step["after"]) for step in found["steps"]] == [
        (s.name, upstream(s, cloud.project.steps)) for s in cloud.project.steps
    ]
    assert found["vertex"]["region"] == cloud.environment.region
    assert found["vertex"]["service_account"] == cloud.environment.service_accounts["pipelines"]
    assert found["vertex"]["training_encryption_spec_key_name"] == cloud.environment.keys["derived"]
    assert found["vertex"]["container_uri"] == default_image(cloud)
    assert found["vertex"]["psc_interface_config"]["network_attachment"] == cloud.environment.job_attachment


def test_the_dag_imports_airflow_alone(cloud: Job, tmp_path: Path) -> None:
    dag, _ = compile_pipeline(cloud, default_image(cloud), tmp_path)
    tree = ast.parse(dag.read_text())
    found = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    found |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    standard = {"__future__", "collections", "datetime", "json", "pathlib", "re", "shlex", "typing"}
    assert {name.partition(".")[0] for name in found} - standard == {"airflow"}


def test_without_airflow_it_says_how_to_get_it(job: Job) -> None:
    with pytest.raises(ProjectError, match="make setup-airflow"):
        run(job, print)
