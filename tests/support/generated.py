"""Projects that tests generate with everything on, and the environments that they are judged in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from landfast_ml.contract.facts import EnvironmentFacts
from repository import LOCKS

from landfast import blueprints
from landfast.blueprints import ProjectInputs, Stage
from landfast.core.certificates import installer_environ
from landfast.core.lock import file_lock

REGION = "europe-west4"
PACKAGE = "diagnosis"
ORCHESTRATORS = ("vertex", "kubeflow", "airflow", "pachyderm")
STAGES = (Stage(name="dev"), Stage(name="test"), Stage(name="prod", approval=True))


def facts(environment: str = "dev") -> EnvironmentFacts:
    """An environment where all stands."""
    project = f"{PACKAGE}-{environment}"
    home = f"projects/{project}/locations/{REGION}"
    systems = ("kubeflow", "mlflow", "pachyderm")
    return EnvironmentFacts.from_json(
        {
            "environment": environment,
            "project": project,
            "region": REGION,
            "area": "eu",
            "buckets": {
                name: f"{project}-{name.replace('_', '-')}" for name in ("raw", "features", "models", "pipeline_root")
            },
            "service_accounts": {
                job: f"{job}@{project}.iam.gserviceaccount.com"
                for job in ("pipelines", "training", "serving", "dataflow")
            },
            "registries": {
                "containers": f"{REGION}-docker.pkg.dev/{project}/containers",
                "python": f"{REGION}-python.pkg.dev/{project}/python",
            },
            "keys": {"derived": f"{home}/keyRings/keys/cryptoKeys/derived"},
            "retention": {"raw_days": 365, "predictions_days": 90, "logs_days": 400},
            "labels": {"application": PACKAGE, "environment": environment},
            "pseudonym_secret": f"{home}/secrets/pseudonym-key",
            "tracking_uri": "https://mlflow-1.europe-west4.run.app",
            "subnetwork": f"https://www.googleapis.com/compute/v1/projects/{project}/regions/{REGION}/subnetworks/all",
            "approval": environment == "prod",
            "delivery": {
                "identity_provider": "projects/1/locations/global/workloadIdentityPools/ci/providers/github",
                "worker_pool": f"{home}/workerPools/{project}-builds",
                "deploy": f"deploy@{project}.iam.gserviceaccount.com",
            },
            "orchestration": {
                "airflow_dags": f"gs://{project}-airflow/dags",
                "cluster": f"{home}/clusters/{project}-cluster",
                "pachyderm_bucket": f"{project}-pachyderm",
                "tracking_image": f"{REGION}-docker.pkg.dev/{project}/containers/mlflow:3.17",
                "accounts": {name: f"{name}@{project}.iam.gserviceaccount.com" for name in systems},
                "databases": {name: f"{project}:{REGION}:{project}-{name}" for name in systems},
            },
        },
        environment,
    )


def inputs(**changes: object) -> ProjectInputs:
    answers: dict[str, object] = {
        "name": PACKAGE,
        "package": PACKAGE,
        "title": "Diagnosis",
        "purpose": "tell malignant from benign tumours",
        "organisation": "Klinik am Deich",
        "contact": "dpo@klinik.example",
        "legal_basis": "consent",
        "area": "eu",
        "region": REGION,
        "orchestrators": ORCHESTRATORS,
        "stages": STAGES,
        "source": blueprints.demo_source(),
    }
    return ProjectInputs.model_validate(answers | changes)


def generate(folder: Path, blueprint: str = "tabular", **changes: object) -> Path:
    blueprints.generate(blueprint, inputs(**changes), {stage.name: facts(stage.name) for stage in STAGES}, folder)
    search_less(folder)
    return folder


def search_less(project: Path, *, every: bool = False) -> None:
    """A model of a few trials, or trees: what tests look at is not how good it is. Of `every` algorithm, or of two that
    are saved and read in no time."""
    less_in(project / "settings.toml", every=every)


def less_in(settings: Path, *, every: bool) -> None:
    """The same of any file of settings, and of the template of one."""
    text = settings.read_text(encoding="utf-8")
    if not every:
        text = re.sub(r"(?m)^algorithms = \[[^\[\]]*\]", 'algorithms = ["linear", "boosting"]', text)
    for name, value in {"trials": 3, "iterations": 20, "most_rows": 6000, "refits": 1}.items():
        text = re.sub(rf"(?m)^{name} = \d+", f"{name} = {value}", text)
    text = re.sub(r"(?m)^(trials = 3)\b", r"\1\nfolds = 2", text)
    # It can be a link to what an installer keeps.
    settings.unlink()
    settings.write_text(text, encoding="utf-8")


def shared(factory: pytest.TempPathFactory) -> Path:
    """One folder for all processes of a test run."""
    base = factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def install(venv: Path, lock: Path) -> Path:
    """An environment of exactly what `lock` says, made once; returns its folder of programs."""
    with file_lock(Path(f"{venv}.lock")):
        stamp = venv / "installed"
        if not stamp.exists():
            uv, environ = [sys.executable, "-m", "uv", "--quiet"], installer_environ()
            subprocess.run([*uv, "venv", "--clear", "--python", sys.executable, venv], env=environ, check=True)
            sync = ["pip", "sync", "--require-hashes", "--python", venv / "bin/python", lock]
            # The library's wheel is named relative to the project.
            subprocess.run([*uv, *sync], cwd=lock.parent, env=environ, check=True)
            stamp.touch()
    return venv / "bin"


def checked_types(factory: pytest.TempPathFactory) -> dict[str, str]:
    """The variable by which mypy keeps what it knows of the packages: they are the same in each project."""
    return {"MYPY_CACHE_DIR": str(shared(factory) / "mypy")}


def tools(factory: pytest.TempPathFactory, name: str = "tools") -> Path:
    return install(shared(factory) / f"venv-{name}", LOCKS / f"{name}.lock")


def everything(factory: pytest.TempPathFactory) -> Path:
    """A project with every orchestrator, generated and installed once."""
    folder = shared(factory) / "everything"
    with file_lock(Path(f"{folder}.lock")):
        if not folder.exists():
            generate(folder, tracking="mlflow", host="github")
    install(folder / ".venv", folder / "requirements.lock")
    return folder


def cloud(factory: pytest.TempPathFactory, project: Path) -> Path:
    """The environment of what calls Google, `.venv-cloud` of `project` too; returns its folder of programs."""
    return linked(project, everything(factory), ".venv-cloud", "requirements-cloud.lock")


def linked(project: Path, whole: Path, venv: str, lock: str) -> Path:
    """An environment of the project with everything, made if there is none yet, for another that asks for the same."""
    assert (project / lock).read_bytes() == (whole / lock).read_bytes()
    programs = install(whole / venv, whole / lock)
    with file_lock(Path(f"{project}{venv}.lock")):
        if not (project / venv).exists():
            (project / venv).symlink_to(whole / venv)
    return programs


def run(folder: Path, program: Path, *arguments: object, **environ: str) -> str:
    """What it printed; fails with all that it said."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "VIRTUAL_ENV"))}
    command = [str(word) for word in (program, *arguments)]
    done = subprocess.run(command, cwd=folder, env=kept | environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def project(folder: Path, *arguments: object) -> str:
    return run(folder, folder / ".venv/bin/python", "-m", PACKAGE, *arguments)
