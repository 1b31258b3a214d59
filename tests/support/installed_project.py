"""The generated project, installed from its own lock and used with no way to the network."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import generated
import pytest
from landfast_ml.contract.facts import EnvironmentFacts

from landfast import blueprints
from landfast.blueprints import ProjectInputs
from landfast.core.lock import file_lock

REGION = "europe-west4"
PACKAGE = "diagnosis"

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


def facts() -> EnvironmentFacts:
    project = "diagnosis-dev"
    return EnvironmentFacts.from_json(
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
            "network": f"{project}-network",
            "job_attachment": f"projects/{project}/regions/{REGION}/networkAttachments/{project}-jobs",
        },
        "dev",
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
    with file_lock(shared / "project.lock"):
        if not folder.exists():
            blueprints.generate("tabular", inputs(), {"dev": facts()}, folder)
            generated.search_less(folder)
            generated.linked(folder, generated.everything(tmp_path_factory), ".venv", "requirements.lock")
            (shared / "guard").mkdir()
            (shared / "guard" / "sitecustomize.py").write_text(NO_NETWORK)
    return folder


def environ(project: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "VIRTUAL_ENV"))}
    return kept | {"PYTHONPATH": str(project.parent / "guard"), "MYPY_CACHE_DIR": str(project.parent / "mypy")}


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
