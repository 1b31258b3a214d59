"""Argo Workflows as an orchestrator: the pipeline as one workflow, in the cluster that the environment has.

An ML project imports this, whose own dependencies name the package: the library of generated projects is all it knows.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from landfast_ml.containers.images import checked
from landfast_ml.environment import Job
from landfast_ml.orchestrators import write_files
from landfast_ml.pipeline import Step, run_arguments, upstream

# What a run makes stands in one claim, which goes with it; buckets are mounted where steps look for them.
RUN = "/run-files"
BUCKETS = ("raw", "features", "models")


def compile_pipeline(job: Job, image: str, folder: Path) -> list[Path]:
    """One file, which is JSON and so YAML: https://argo-workflows.readthedocs.io/en/stable/fields/"""
    text = json.dumps(workflow(job, checked(job, image)), indent=2, sort_keys=True) + "\n"
    return write_files(folder, {"workflow.json": text})


def submit(job: Job, files: Sequence[Path]) -> str:  # noqa: ARG001  # what every orchestrator is given
    """What to do next: who may start a workflow is signed in with the cluster, not with landfast."""
    return f"argo submit {files[0]} --namespace argo --watch"


def workflow(job: Job, image: str) -> dict[str, Any]:
    steps = job.project.steps
    tasks = [{"name": step.name, "template": step.name, "dependencies": upstream(step, steps)} for step in steps]
    claim = {
        "metadata": {"name": "run-files"},
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "20Gi"}}},
    }
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Workflow",
        "metadata": {"generateName": f"{job.project.name}-", "labels": dict(sorted(job.environment.labels.items()))},
        "spec": {
            "entrypoint": "pipeline",
            "serviceAccountName": "argo-training",
            "volumeClaimTemplates": [claim],
            "volumes": [_bucket(job, purpose) for purpose in BUCKETS],
            "templates": [
                {"name": "pipeline", "dag": {"tasks": tasks}},
                *(_template(job, step, image) for step in steps),
            ],
        },
    }


def _template(job: Job, step: Step, image: str) -> dict[str, Any]:
    resources = {"cpu": str(step.cpus), "memory": f"{step.memory_gb}Gi"}
    mounts = [{"name": purpose, "mountPath": str(job.bucket(purpose))} for purpose in BUCKETS]
    arguments = run_arguments(step, job.project.steps, job.environment.environment, "cloud", RUN)
    return {
        "name": step.name,
        "metadata": {"annotations": {"gke-gcsfuse/volumes": "true"}},
        # A wrong table stays wrong: no second try.
        "retryStrategy": {"limit": 0},
        "container": {
            "image": image,
            "command": ["python", "-m", job.project.package, *arguments],
            "env": [{"name": "PIPELINE_IMAGE", "value": image}],
            "resources": {"requests": resources, "limits": resources},
            "volumeMounts": [{"name": "run-files", "mountPath": RUN}, *mounts],
        },
    }


def _bucket(job: Job, purpose: str) -> dict[str, Any]:
    attributes = {"bucketName": job.environment.buckets[purpose]}
    return {"name": purpose, "csi": {"driver": "gcsfuse.csi.storage.gke.io", "volumeAttributes": attributes}}
