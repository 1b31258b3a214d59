"""The pipeline as Pachyderm runs it: one pipeline a step, wired by versioned repositories.

Kept for teams that have it: Pachyderm had no public release since January 2025. Steps get their folders under `/pfs`;
features are made in the step itself, since Dataflow's workers don't see that folder.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from landfast_ml.containers.images import checked
from landfast_ml.contract.facts import BucketPurpose
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.kinds import kind_of
from landfast_ml.orchestrators import write_files
from landfast_ml.pipeline import Step, folder_arguments

# Buckets that steps reach besides the repositories.
MOUNTED: tuple[BucketPurpose, ...] = ("raw", "features", "models")
OUT = Path("/pfs/out")


def compile_pipeline(job: Job, image: str, folder: Path) -> list[Path]:
    """Write one specification a step, numbered in the order that they must be created in."""
    specs = {
        f"{number}-{step.name}.json": json.dumps(spec(job, step, checked(job, image)), indent=2, sort_keys=True) + "\n"
        for number, step in enumerate(job.project.steps, 1)
    }
    return write_files(folder, specs)


def spec(job: Job, step: Step, image: str) -> dict[str, Any]:
    """The specification of the pipeline that does `step` (https://docs.pachyderm.com, pipeline specification)."""
    resources = {"cpu": step.cpus, "memory": f"{step.memory_gb}G"}
    return {
        "pipeline": {"name": pipeline_name(job, step.name)},
        "description": step.summary,
        "input": _input(job, step),
        "transform": {
            "image": image,
            "cmd": ["python", "-m", job.project.package, *_arguments(job, step)],
            "env": {"PIPELINE_IMAGE": image},
        },
        "resourceRequests": resources,
        "resourceLimits": resources,
        # A wrong table stays wrong: no second try.
        "datumTries": 1,
        "metadata": {
            "annotations": {"gke-gcsfuse/volumes": "true"},
            "labels": dict(sorted(job.environment.labels.items())),
        },
        "podPatch": json.dumps(_mounts(job)),
        "autoscaling": True,
    }


def pipeline_name(job: Job, step: str) -> str:
    return f"{job.project.name}-{step}"


def _input(job: Job, step: Step) -> dict[str, Any]:
    """The first step starts by hand (`pachctl run cron`): it reads a bucket that Pachyderm doesn't watch."""
    made_by = {each.output: each.name for each in job.project.steps}
    repositories = [
        {"pfs": {"name": name, "repo": pipeline_name(job, made_by[name]), "branch": "master", "glob": "/"}}
        for name in step.inputs
    ]
    if not repositories:
        return {"cron": {"name": "tick", "spec": "@never"}}
    return repositories[0] if len(repositories) == 1 else {"cross": repositories}


def _arguments(job: Job, step: Step) -> list[str]:
    folders = {name: Path("/pfs") / name / name for name in step.inputs} | {step.output: OUT / step.output}
    named = folder_arguments(folders)
    return [*step.arguments(job.environment.environment, "cloud"), *named, "--result", str(OUT / "result.json")]


def _mounts(job: Job) -> list[dict[str, Any]]:
    """Buckets under `/gcs`, as on Vertex AI, by GKE's driver of Cloud Storage."""
    changes: list[dict[str, Any]] = []
    for purpose in MOUNTED:
        name, bucket = f"bucket-{purpose}", job.environment.buckets[purpose]
        driver = {"driver": "gcsfuse.csi.storage.gke.io", "volumeAttributes": {"bucketName": bucket}}
        mount = {"name": name, "mountPath": str(job.bucket(purpose))}
        changes.append({"op": "add", "path": "/volumes/-", "value": {"name": name, "csi": driver}})
        changes.append({"op": "add", "path": "/containers/0/volumeMounts/-", "value": mount})
    return changes


def submit(job: Job, files: Sequence[Path]) -> str:
    """Create or update the pipelines with `pachctl`, which must be signed in; returns the command that starts a run."""
    kind_of(job.project).check_needs(job)
    pachctl = shutil.which("pachctl")
    if pachctl is None:
        raise ProjectError(f"pachctl is not on PATH: install it, and sign in; the files are in {files[0].parent}")
    for path in files:
        done = subprocess.run(
            [pachctl, "update", "pipeline", "--file", str(path)], capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ProjectError(f"pachctl refused {path.name}: {done.stderr.strip()}")
    return f"pachctl run cron {pipeline_name(job, job.project.steps[0].name)}"
