"""The generated project, installed from its own lock and used as its README says: with no way to the network."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import generated
import pytest
from filelock import FileLock

import blueprints
from blueprints import EnvironmentFacts, ProjectInputs

REGION = "europe-west4"
PACKAGE = "diagnosis"
STEPS = ["ingest", "features", "train", "evaluate", "gate", "register"]

# Loaded by every Python of the project: whoever reaches for the network is stopped, and seen.
NO_NETWORK = """
import sys

def stop(event, arguments):
    if event == "socket.getaddrinfo" and arguments[0] not in (None, "localhost", "127.0.0.1", "::1", ""):
        raise RuntimeError(f"reached for {arguments[0]}")
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in ("127.0.0.1", "::1"):
        raise RuntimeError(f"reached for {arguments[1]}")

sys.addaudithook(stop)
"""

# What a PipelineJob holds after Google's own SDK has read and checked the compiled pipeline.
PIPELINE_JOB = """
import json
from pathlib import Path
from google.auth.credentials import AnonymousCredentials
from diagnosis.environment import load_job
from diagnosis.images import default_image
from diagnosis.orchestrators.vertex import compile_pipeline, pipeline_job

job = load_job("dev", "cloud")
made = pipeline_job(compile_pipeline(job, default_image(job), Path("build/sdk")), AnonymousCredentials())
held = made._gca_resource
print(json.dumps({
    "location": made.location,
    "key": held.encryption_spec.kms_key_name,
    "root": held.runtime_config.gcs_output_directory,
    "steps": sorted(held.pipeline_spec["root"]["dag"]["tasks"]),
}))
"""


def facts() -> EnvironmentFacts:
    project = "diagnosis-dev"
    return EnvironmentFacts.model_validate(
        {
            "environment": "dev",
            "project": project,
            "region": REGION,
            "area": "eu",
            "buckets": {name: f"{project}-{name}" for name in ("raw", "features", "models", "pipeline_root")},
            "service_accounts": {
                job: f"{job}@{project}.iam.gserviceaccount.com"
                for job in ("pipelines", "training", "serving", "dataflow")
            },
            "registries": {
                "containers": f"{REGION}-docker.pkg.dev/{project}/containers",
                "python": f"{REGION}-python.pkg.dev/{project}/python",
            },
            "datasets": {name: f"diagnosis_dev_{name}" for name in ("raw", "features", "predictions", "experiments")},
            "retention": {"raw_days": 365, "predictions_days": 90, "logs_days": 400},
            "endpoint": f"projects/{project}/locations/{REGION}/endpoints/1234567890",
            "keys": {
                name: f"projects/{project}/locations/{REGION}/keyRings/keys/cryptoKeys/{name}"
                for name in ("derived", "models")
            },
            "pseudonym_secret": f"projects/{project}/locations/{REGION}/secrets/pseudonym-key",
        }
    )


def inputs() -> ProjectInputs:
    return ProjectInputs(
        name="diagnosis",
        package=PACKAGE,
        title="Diagnosis",
        purpose="tell malignant from benign tumours",
        area="eu",
        region=REGION,
        source=blueprints.demo_source(),
    )


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generated and installed once, also when the tests run in several processes."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "project"
    with FileLock(shared / "project.lock"):
        if not folder.exists():
            blueprints.generate("tabular", inputs(), {"dev": facts()}, folder)
            generated.install(folder / ".venv", folder / "requirements.lock")
            (shared / "guard").mkdir()
            (shared / "guard" / "sitecustomize.py").write_text(NO_NETWORK)
    return folder


def environ(project: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "VIRTUAL_ENV"))}
    return kept | {"PYTHONPATH": str(project.parent / "guard")}


def start(project: Path, *arguments: str, venv: str = ".venv") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [f"{project}/{venv}/bin/python", *arguments],
        cwd=project,
        env=environ(project),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def use(project: Path, *arguments: str, venv: str = ".venv") -> str:
    process = start(project, *arguments, venv=venv)
    output, errors = process.communicate()
    assert process.returncode == 0, output + errors
    return output


def run_pipeline(project: Path) -> list[dict[str, Any]]:
    output = use(project, "-m", PACKAGE, "pipeline", "run", "--orchestrator", "local", "--progress", "json")
    return [json.loads(line) for line in output.splitlines()]


def test_its_own_tests_and_types_pass(project: Path) -> None:
    assert " passed" in use(project, "-m", "pytest")
    assert "no issues found" in use(project, "-m", "mypy")


def test_interrupted_finished_and_then_up_to_date(project: Path) -> None:
    process = start(project, "-m", PACKAGE, "pipeline", "run", "--progress", "json")
    for line in process.stdout or ():
        if json.loads(line).get("step") == "features":
            break
    process.send_signal(signal.SIGTERM)
    process.communicate()
    assert process.returncode == 130
    store = project / ".local" / "dev" / "diagnosis-dev-pipeline_root"
    assert [folder.name.split("-")[0] for folder in store.iterdir()] == ["ingest"]

    events = run_pipeline(project)
    steps, result = events[:-1], events[-1]
    assert [(e["step"], e["state"]) for e in steps if e["state"] != "start"] == [
        ("ingest", "skipped"),
        *((step, "done") for step in STEPS[1:]),
    ]
    assert {(e["index"], e["of"]) for e in steps} == {(index, 6) for index in range(1, 7)}
    assert (result["event"], result["model"], result["version"], result["skipped"]) == (
        "result",
        "diagnosis",
        "1",
        False,
    )
    assert result["feature_version"].startswith("f-")
    assert result["metrics"]["roc_auc"] > 0.95

    again = run_pipeline(project)
    assert {e["state"] for e in again[:-1]} == {"skipped"}
    assert again[-1] == result | {"skipped": True}
    assert "champion" in use(project, "-m", PACKAGE, "models", "list")


def test_the_vertex_pipeline_is_the_same_bytes_and_google_takes_it(project: Path) -> None:
    for out in ("build/one", "build/two"):
        use(project, "-m", PACKAGE, "pipeline", "compile", "--out", out)
    for name in ("pipeline.yaml", "job.json"):
        assert (project / "build/one" / name).read_bytes() == (project / "build/two" / name).read_bytes()

    generated.install(project / ".venv-cloud", project / "requirements-cloud.lock")
    held = json.loads(use(project, "-c", PIPELINE_JOB, venv=".venv-cloud").splitlines()[-1])
    expected = facts()
    assert held == {
        "location": REGION,
        "key": expected.keys["derived"],
        "root": f"gs://{expected.buckets.pipeline_root}/runs",
        "steps": sorted(STEPS),
    }
    compiled = (project / "build/one/pipeline.yaml").read_text()
    assert (project / "build/sdk/pipeline.yaml").read_text() == compiled
