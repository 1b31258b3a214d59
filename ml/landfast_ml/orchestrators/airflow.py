"""The pipeline as Airflow runs it: one DAG file for Airflow 2.10 and 3, and what it is told in a JSON file beside it.

In the cloud each step is a job of Vertex AI. Not a pod of Composer's own cluster: Composer 3 gives pods neither an
identity of their own, nor a mounted bucket, nor a key. Here each step is a process of this machine.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from landfast_ml.clients import at_storage
from landfast_ml.containers.images import checked
from landfast_ml.contract.room import interface
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.kinds import kind_of
from landfast_ml.orchestrators import write_files
from landfast_ml.orchestrators.runs import registered
from landfast_ml.pipeline import Step, run_arguments, upstream
from landfast_ml.progress import Reporter

DATABASE = "airflow.db"
DAG_FILE = Path(__file__).with_name("airflow_dag.py")
# Airflow puts the run's id here; the DAG makes a folder's name of it.
RUN = "{{ run_id | folder }}"
# The smallest machines that Vertex AI trains on: CPUs, memory in GB (https://cloud.google.com/vertex-ai/docs/training/configure-compute).
MACHINES = {"e2-standard-4": (4, 16), "e2-standard-8": (8, 32), "e2-standard-16": (16, 64), "e2-highmem-16": (16, 128)}


def compile_pipeline(job: Job, image: str, folder: Path) -> list[Path]:
    """Write the DAG and the JSON file with its steps; both go into Airflow's folder of DAGs."""
    name = dag_id(job).replace("-", "_")
    told = dag(job, "" if job.target == "local" else checked(job, image))
    text = json.dumps(told, indent=2, sort_keys=True) + "\n"
    return write_files(folder, {f"{name}.py": DAG_FILE.read_text(encoding="utf-8"), f"{name}.json": text})


def dag_id(job: Job) -> str:
    return f"{job.project.name}-{job.environment.environment}"


def dag(job: Job, image: str) -> dict[str, Any]:
    """What the DAG file is told. `image` is empty where the steps run on this machine."""
    run = f"{job.bucket('pipeline_root')}/airflow/{RUN}"
    told: dict[str, Any] = {"dag_id": dag_id(job), "description": job.project.pipeline.summary}
    told["steps"] = [_step(job, step, run, image) for step in job.project.steps]
    return told | ({"vertex": _vertex(job, image)} if image else {"folder": str(job.root)})


def _step(job: Job, step: Step, run: str, image: str) -> dict[str, Any]:
    python = "python" if image else sys.executable
    arguments = run_arguments(step, job.project.steps, job.environment.environment, job.target, run)
    return {
        "name": step.name,
        "summary": step.summary,
        "after": upstream(step, job.project.steps),
        "command": [python, "-m", job.project.package, *arguments],
        **({"machine": machine(step)} if image else {}),
    }


def _vertex(job: Job, image: str) -> dict[str, Any]:
    """What all jobs have in common; no default of Google's is left."""
    environment, stands = job.environment, interface(job.environment)
    return {
        "project_id": environment.project,
        "region": environment.region,
        "container_uri": image,
        "service_account": environment.service_accounts["pipelines"],
        "training_encryption_spec_key_name": environment.key("derived"),
        "staging_bucket": f"gs://{environment.buckets['pipeline_root']}",
        "labels": dict(sorted(environment.labels.items())),
        "environment_variables": {"PIPELINE_IMAGE": image},
        # An operator that doesn't know it refuses the DAG: a job that stands elsewhere is none of ours.
        **({"psc_interface_config": stands} if stands else {}),
    }


def machine(step: Step) -> str:
    """The smallest machine that has what the step needs."""
    return next(name for name, (cpus, memory) in MACHINES.items() if step.cpus <= cpus and step.memory_gb <= memory)


def submit(job: Job, files: Sequence[Path]) -> str:
    """Put both files where Composer reads DAGs; returns the command that starts a run."""
    kind_of(job.project).check_needs(job)
    folder = job.environment.orchestration.airflow_dags
    if not folder:
        raise ProjectError(f"environment {job.environment.environment} has no Airflow (fact airflow_dags)")
    try:
        from google.cloud import storage
    except ImportError:
        raise ProjectError("Google's SDK is missing: run with .venv-cloud, which `make setup-cloud` makes") from None
    name, _, prefix = folder.removeprefix("gs://").partition("/")
    bucket = storage.Client(project=job.environment.project, **at_storage()).bucket(name)
    # What it is told first: Airflow may read the DAG as soon as it is there.
    for path in reversed(files):
        bucket.blob(f"{prefix}/{path.name}").upload_from_filename(str(path))
    where = f"--project {job.environment.project} --location {job.environment.region}"
    return f"gcloud composer environments run {job.environment.project}-airflow {where} dags trigger -- {dag_id(job)}"


def run(job: Job, report: Reporter) -> None:
    """`airflow dags test` on this machine, from .venv-airflow: every step runs. ProjectError if one fails."""
    airflow = job.root / ".venv-airflow" / "bin" / "airflow"
    if not airflow.exists():
        raise ProjectError("Airflow is missing: `make setup-airflow` installs it into .venv-airflow")
    home = job.local_store / "airflow"
    compile_pipeline(job, "", home / "dags")
    log = home / "log.txt"
    _migrate(airflow, home, log)
    _say(airflow, home, log, "dags", "test", dag_id(job))
    last = job.project.steps[-1]
    runs = sorted((job.bucket("pipeline_root") / "airflow").glob(f"*/{last.name}/{last.output}/{last.output}.json"))
    if not runs:
        raise ProjectError(f"Airflow did not come to step {last.name}: see {log}")
    newest = max(runs, key=lambda path: path.stat().st_mtime)
    result = json.loads(newest.read_text(encoding="utf-8"))
    report(registered(result, skipped=False))


def _migrate(airflow: Path, home: Path, log: Path) -> None:
    """Its database as this Airflow wants it. One that a kill left within a migration can't go on, and holds nothing of
    worth: it is made anew."""
    whole = home / "whole"
    if not whole.exists():
        (home / DATABASE).unlink(missing_ok=True)
    whole.unlink(missing_ok=True)
    _say(airflow, home, log, "db", "migrate")
    whole.touch()


def _say(airflow: Path, home: Path, log: Path, *words: str) -> None:
    """A command of Airflow, what it says in a log. ProjectError if it fails."""
    with log.open("a", encoding="utf-8") as output:
        done = subprocess.run(
            [airflow, *words], env=_environ(home), stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        raise ProjectError(f"`airflow {' '.join(words)}` failed: see {log}")


def _environ(home: Path) -> dict[str, str]:
    """Everything of Airflow's in one folder, no examples, no report of usage."""
    return os.environ | {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        # The first import compiles what was installed.
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "600",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / DATABASE}",
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "SCARF_ANALYTICS": "false",
    }
