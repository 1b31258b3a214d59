"""The digest of the compiled pipelines, whatever the environment: what an environment may change is its facts alone."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.orchestrators import orchestrator
from landfast_ml.versions import files_digest


def neutral(job: Job) -> Job:
    """The job in an environment whose facts are their own names."""
    environment = job.environment
    given = dataclasses.replace(
        environment,
        environment="environment",
        project="project",
        buckets={name: f"bucket-{name}" for name in environment.buckets},
        service_accounts={name: f"account-{name}" for name in environment.service_accounts},
        registries={name: f"registry-{name}" for name in environment.registries},
        keys={name: f"key-{name}" for name in environment.keys},
        labels={},
        pseudonym_secret="secret",
        tracking_uri="tracking",
        subnetwork="subnetwork",
        network="network",
        job_attachment="attachment",
    )
    return dataclasses.replace(job, environment=given, target="cloud")


def pipeline_digest(job: Job) -> str:
    """Of what every orchestrator of this project takes; the same in all environments."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        files = compile_all(neutral(job), f"registry-containers/{job.project.name}", folder)
        return files_digest(files, folder)


def compile_all(job: Job, image: str, folder: Path) -> list[Path]:
    """Files of every orchestrator, each in a folder of its own."""
    return [
        path
        for name in job.project.orchestrators
        for path in orchestrator(name).compile_pipeline(job, image, folder / name)
    ]
