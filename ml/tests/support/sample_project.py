"""A small project for each test, with an environment of its own: no test sees another's store."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import sample_table
from sample_store import make_store

from landfast_ml.environment import Job, Target
from landfast_ml.jobs import load_job
from landfast_ml.kinds import tabular
from landfast_ml.project import Project
from landfast_ml.steps import evaluate, features, ingest, train

PACKAGE = "sample"
REGION = "europe-west4"
SYSTEMS = ("kubeflow", "pachyderm", "mlflow")
KEYS = ("content", "derived", "models", "software", "secrets", "logs")
FACTS = {
    "environment": "unit",
    "project": "unit-project",
    "region": REGION,
    "area": "eu",
    "buckets": {name: f"unit-{name}" for name in ("raw", "features", "models", "pipeline_root")},
    "service_accounts": {
        name: f"{name}@unit-project.iam.gserviceaccount.com"
        for name in ("pipelines", "training", "serving", "dataflow")
    },
    "endpoint": f"projects/unit-project/locations/{REGION}/endpoints/1234567890",
    "retention": {"raw_days": 365, "predictions_days": 90, "logs_days": 400},
    "registries": {
        "containers": f"{REGION}-docker.pkg.dev/unit-project/containers",
        "python": f"{REGION}-python.pkg.dev/unit-project/python",
    },
    "pseudonym_secret": f"projects/unit-project/locations/{REGION}/secrets/pseudonym-key",
    "keys": {name: f"projects/unit-project/locations/{REGION}/keyRings/keys/cryptoKeys/{name}" for name in KEYS},
    "labels": {"environment": "unit", "application": "sample"},
    "tracking_uri": "",
    "subnetwork": "",
    "network": "unit-network",
    "job_attachment": f"projects/unit-project/regions/{REGION}/networkAttachments/unit-jobs",
    "closed": True,
    "datasets": {name: f"unit_{name}" for name in ("raw", "features", "predictions", "experiments")},
    "approval": False,
    "delivery": {},
    "orchestration": {
        "airflow_dags": "gs://unit-airflow/dags",
        "cluster": f"projects/unit-project/locations/{REGION}/clusters/unit",
        "pachyderm_bucket": "unit-pachyderm",
        "tracking_image": f"{REGION}-docker.pkg.dev/unit-project/containers/mlflow:1",
        "accounts": {name: f"{name}@unit-project.iam.gserviceaccount.com" for name in SYSTEMS},
        "databases": {name: f"unit-project:{REGION}:{name}" for name in SYSTEMS},
    },
    "feature_group": f"projects/unit-project/locations/{REGION}/featureGroups/unit",
    "online_store": f"projects/unit-project/locations/{REGION}/featureOnlineStores/unit",
}
FILES = {
    "pyproject.toml": """
[tool.landfast-ml]
name = "sample"
model = "sample"
blueprint = "tabular"
source = "csv"
orchestrators = ["airflow", "kubeflow", "pachyderm", "vertex"]
stages = ["dev", "test", "prod"]
""",
    "settings.toml": """
[features]
cloud_runner = "dataflow"

[train]
seed = 20

[search]
algorithms = ["linear", "boosting"]
trials = 4
folds = 2
seconds = 600
""",
    "about.toml": """
title = "Sample"
purpose = "try the library"
legal_basis = "none needed"
organisation = "Sample AG"
contact = "dpo@sample.example"
special_categories = false
""",
    "requirements.lock": "",
    "requirements-cloud.lock": "",
    "sample/__init__.py": "",
    "sample/__main__.py": """
import sys

from landfast_ml.cli import main
from sample.pipeline import PROJECT

if __name__ == "__main__":
    sys.exit(main(PROJECT))
""",
    "sample/pipeline.py": """
from landfast_ml import Project
from landfast_ml.kinds import tabular

PROJECT = Project.at(__file__, tabular.PIPELINE)
""",
    "experiments/challenger.yaml": """
hypothesis: The challenger is right more often than the champion, and its probabilities are no worse.
mode: split
arms: {control: champion, treatment: challenger}
primary: {metric: accuracy, effect: 0.03}
guardrails:
  - {metric: log_loss, margin: 0.05}
  - {metric: latency_ms, margin: 50}
test: sequential
alpha: 0.05
power: 0.8
ramp: [1, 5, 25, 50]
units_per_day: 100
maximum_days: 28
""",
}


def copy_project(to: Path, task: str = "binary") -> Path:
    """The files that a run needs, the columns of the sample table, and the environment `unit`."""
    given = {
        **FILES,
        "features.yaml": sample_table.features_yaml(task),
        "environments/unit.json": json.dumps(FACTS),
    }
    for name, text in given.items():
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    return to


def load(root: Path, target: Target = "local", environment: str = "unit", changes: Sequence[str] = ()) -> Job:
    """The job of the project in a folder."""
    project = Project.at(str(root / PACKAGE / "pipeline.py"), tabular.PIPELINE)
    return load_job(project, environment, target, changes)


def command(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the project in a folder, as a person types it."""
    return subprocess.run(
        [sys.executable, "-m", PACKAGE, *arguments, "--environment", "unit"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )


def put(job: Job, lines: list[str]) -> Path:
    """A raw table, in the raw bucket."""
    job.table.mkdir(parents=True, exist_ok=True)
    path = job.table / "table.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def learn(job: Job, lines: list[str]) -> dict[str, Path]:
    """The folders that the steps up to the evaluation write, of a raw table."""
    put(job, lines)
    make_store(job)
    folders = {name: job.root / name for name in ("snapshot", "features", "model", "evaluation")}
    for folder in folders.values():
        folder.mkdir()
    snapshot, made, model, evaluation = folders.values()
    ingest.run(job, snapshot=snapshot)
    features.run(job, snapshot=snapshot, features=made)
    train.run(job, features=made, model=model)
    evaluate.run(job, features=made, model=model, evaluation=evaluation)
    return folders
