"""Every orchestrator's files, judged by the real thing: Airflow, Pachyderm's parser, Kubernetes' schemas, Beam."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import generated
import pytest
from repository import ROOT
from ruamel.yaml import YAML

pytestmark = pytest.mark.heavy

AIRFLOW = ROOT / "ml/landfast_ml/containers/airflow/requirements.lock"

STEPS = ["ingest", "features", "train", "evaluate", "gate", "register"]

# Reads a folder of DAGs as Airflow's own processor does; needs no database.
DAG_BAG = """
import json, sys
try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag

bag = DagBag(sys.argv[1], include_examples=False)
dag = bag.dags["diagnosis-dev"]
print(json.dumps({
    "errors": [str(error) for error in bag.import_errors.values()],
    "tasks": {task.task_id: sorted(task.upstream_task_ids) for task in dag.tasks},
    "kinds": sorted({type(task).__name__ for task in dag.tasks}),
    "machine": dag.get_task("train").machine_type,
    "region": dag.get_task("train").region,
}))
"""

# What Pachyderm understood of each specification, as JSON again.
PACHYDERM = """
import json, sys
from pathlib import Path
import betterproto
from pachyderm_sdk.api import pps

for path in sorted(Path(sys.argv[1]).glob("*.json")):
    understood = pps.CreatePipelineRequest().from_dict(json.loads(path.read_text()))
    print(json.dumps(understood.to_dict(casing=betterproto.Casing.CAMEL)))
"""

# Beam's dry run builds and checks the job; what it would tell Dataflow is made as Beam makes it before it calls.
DATAFLOW = """
import os, sys
from apache_beam.options.pipeline_options import PipelineOptions
from landfast_ml.jobs import load_job
from diagnosis.pipeline import PROJECT
from landfast_ml.features import pipeline
from landfast_ml.features.beam_options import dataflow_arguments
import apache_beam as beam
from apache_beam.runners.dataflow.internal import apiclient

job = load_job(PROJECT, "dev", "cloud")
image = f"{job.environment.registries['containers']}/diagnosis:1"
arguments = [*dataflow_arguments(job, "gs://bucket-x/out", image), "--dry_run=True", "--no_auth"]
options = PipelineOptions(arguments)
runner = beam.Pipeline(options=options)
_ = runner | beam.Create([1, 2]) | beam.Map(str)
result = runner.run()
told = apiclient.Environment(
    proto_pipeline_staged_url="gs://bucket-x/pipeline",
    packages=[],
    options=options,
    environment_version=apiclient._FNAPI_ENVIRONMENT_MAJOR_VERSION,
    proto_pipeline=result.job.proto_pipeline,
).proto
print(result.job.proto.labels)
print(told.service_account_email, told.service_kms_key_name)
for pool in told.worker_pools:
    images = [each.container_image for each in pool.sdk_harness_container_images]
    print(pool.worker_harness_container_image, images)
    print(pool.subnetwork, pool.ip_configuration.name)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated.everything(tmp_path_factory)


def airflow(tmp_path: Path) -> dict[str, str]:
    return {
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # The first import compiles what was installed: seconds on a quiet machine, more on a busy one.
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "600",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def expected_order() -> dict[str, list[str]]:
    return {
        "ingest": [],
        "features": ["ingest"],
        "train": ["features"],
        "evaluate": ["features", "train"],
        "gate": ["evaluate", "features", "train"],
        "register": ["evaluate", "features", "gate", "train"],
    }


@pytest.mark.parametrize("version", [2, 3])
def test_airflow_reads_the_dag(
    version: int, folder: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    generated.project(folder, "pipeline", "compile", "--orchestrator", "airflow", "--out", tmp_path / "dags")
    if version == 2:
        programs = generated.tools(tmp_path_factory, "airflow2")
    else:
        programs = generated.install(folder / ".venv-airflow", AIRFLOW)
    output = generated.run(
        tmp_path, programs / "python", "-c", DAG_BAG, tmp_path / "dags", **airflow(tmp_path / "home")
    )
    found = json.loads(output.splitlines()[-1])
    assert found == {
        "errors": [],
        "tasks": expected_order(),
        "kinds": ["CreateCustomContainerTrainingJobOperator"],
        "machine": "e2-standard-4",
        "region": generated.REGION,
    }


@pytest.mark.long
def test_airflow_runs_every_step(folder: Path) -> None:
    generated.install(folder / ".venv-airflow", AIRFLOW)
    # What a kill left while Airflow made its database.
    home = folder / ".local/dev/airflow"
    home.mkdir(parents=True)
    (home / "airflow.db").write_bytes(b"torn")
    output = generated.project(folder, "pipeline", "run", "--orchestrator", "airflow", "--progress", "json")
    result = json.loads(output.splitlines()[-1])
    assert (result["event"], result["model"]) == ("result", "diagnosis")
    assert result["metrics"]["roc_auc"] > 0.95
    runs = list((folder / ".local/dev/diagnosis-dev-pipeline-root/airflow").iterdir())
    assert [sorted(path.name for path in run.iterdir()) for run in runs] == [sorted(STEPS)]


def keys(value: Any, at: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield f"{at}.{name}"
            # Free words, such as labels, are kept as they are.
            yield from keys(inner, f"{at}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner, at)


def test_pachyderm_loses_nothing(folder: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    programs = generated.tools(tmp_path_factory)
    generated.project(folder, "pipeline", "compile", "--orchestrator", "pachyderm", "--out", tmp_path)
    output = generated.run(tmp_path, programs / "python", "-c", PACHYDERM, tmp_path)
    understood = [json.loads(line) for line in output.splitlines()]
    written = [json.loads(path.read_text()) for path in sorted(tmp_path.glob("*.json"))]
    assert [spec["pipeline"]["name"] for spec in written] == [f"diagnosis-{step}" for step in STEPS]
    for given, kept in zip(written, understood, strict=True):
        assert set(keys(given)) - set(keys(kept)) == set()
        assert kept["transform"]["cmd"] == given["transform"]["cmd"]
        assert kept["input"] == given["input"]
    misspelt = tmp_path / "misspelt"
    misspelt.mkdir()
    (misspelt / "1.json").write_text(json.dumps({**written[0], "datumTryings": 1}))
    lost = json.loads(generated.run(tmp_path, programs / "python", "-c", PACHYDERM, misspelt))
    assert "datumTryings" not in lost


@pytest.mark.parametrize("system", ["kubeflow", "mlflow", "pachyderm"])
def test_kubernetes_takes_the_manifests(
    system: str, folder: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    generated.project(folder, "cluster", "manifests", "--system", system, "--out", tmp_path)
    programs = generated.tools(tmp_path_factory)
    ours = [path for path in tmp_path.rglob("*.yaml") if path.name in {"environment.yaml", "mlflow.yaml"}]
    assert ours
    for path in ours:
        generated.run(tmp_path, programs / "kubernetes-validate", "--strict", path)
    broken = tmp_path / "broken.yaml"
    broken.write_text(ours[0].read_text().replace("serviceAccountName:", "serviceAcountName:"))
    with pytest.raises(AssertionError, match="serviceAcountName"):
        generated.run(tmp_path, programs / "kubernetes-validate", "--strict", broken)


def test_the_cluster_pulls_from_the_environment_alone(folder: Path, tmp_path: Path) -> None:
    registry = generated.facts().registries["containers"]
    for system in ("kubeflow", "mlflow", "pachyderm"):
        generated.project(folder, "cluster", "manifests", "--system", system, "--out", tmp_path / system)
    yaml = YAML(typ="safe", pure=True)
    documents = [one for path in tmp_path.rglob("*.yaml") for one in yaml.load_all(path)]
    containers = [
        container
        for one in documents
        if one.get("kind") == "Deployment"
        for container in one["spec"]["template"]["spec"]["containers"]
    ]
    assert len(containers) == 3
    assert all(container["image"].startswith(f"{registry}/") for container in containers)
    (kustomization,) = (one for one in documents if "images" in one)
    assert all(one["newName"].startswith(f"{registry}/mirror/") for one in kustomization["images"])
    bases = [one for one in kustomization["resources"] if "://" in one]
    assert all(one.endswith("?ref=2.17.0") for one in bases)
    (values,) = (one for one in documents if "deployTarget" in one)
    used = [value for key, value in walk(values) if key == "repository"]
    assert len(used) == 4
    assert all(value.startswith(f"{registry}/mirror/") for value in used)


def walk(value: Any) -> Iterator[tuple[str, Any]]:
    for name, inner in value.items() if isinstance(value, Mapping) else ():
        yield name, inner
        yield from walk(inner)


def test_dataflow_is_bound_to_the_environment(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    programs = generated.cloud(tmp_path_factory, folder)
    output = generated.run(folder, programs / "python", "-c", DATAFLOW)
    known = generated.facts()
    assert f"{known.service_accounts['dataflow']} {known.keys['derived']}" in output
    assert f"{known.registries['containers']}/diagnosis:1" in output
    assert "gcr.io" not in output
    assert known.subnetwork in output
    assert "WORKER_IP_PRIVATE" in output


def test_its_own_tests_pass(folder: Path) -> None:
    assert " passed" in generated.run(folder, folder / ".venv/bin/python", "-m", "pytest")
