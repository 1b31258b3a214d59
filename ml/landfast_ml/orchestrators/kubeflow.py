"""The pipeline as Kubeflow Pipelines runs it on GKE: the same steps as containers, the buckets mounted under `/gcs`.

Not as artifacts of KFP: its launcher would copy them in and out of each pod, and Dataflow's workers would never see
what it has not copied yet. So a run keeps its folders in the mounted bucket, as on Vertex AI, and steps wait for each
other.
"""

# No `from __future__ import annotations` here: KFP reads the annotations of the functions as they are.

import inspect
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, get_args

from kfp import compiler, dsl, kubernetes

from landfast_ml.containers.images import checked
from landfast_ml.contract.facts import BucketPurpose
from landfast_ml.environment import Job
from landfast_ml.kinds import kind_of
from landfast_ml.orchestrators import write_files
from landfast_ml.pipeline import Step, run_arguments, upstream

# What GKE's driver of Cloud Storage needs on a pod (https://cloud.google.com/kubernetes-engine/docs/concepts/cloud-storage-fuse-csi-driver).
MOUNT = ("gke-gcsfuse/volumes", "true")
MOUNTED: tuple[BucketPurpose, ...] = get_args(BucketPurpose)
# Of the server, as `kubectl port-forward --namespace kubeflow service/ml-pipeline 8888` makes it seen.
SERVER = "http://127.0.0.1:8888"


def compile_pipeline(job: Job, image: str, folder: Path) -> list[Path]:
    """Write `pipeline.yaml`: the PipelineSpec, and what Kubernetes is told besides."""
    with tempfile.TemporaryDirectory() as made:
        written = Path(made) / "pipeline.yaml"
        compiler.Compiler().compile(pipeline(job, checked(job, image)), str(written))
        return write_files(folder, {"pipeline.yaml": written.read_text(encoding="utf-8")})


def pipeline(job: Job, image: str) -> Any:
    """The steps of `pipeline.py`; each waits for those whose folders it reads."""

    def steps() -> None:
        tasks: dict[str, Any] = {}
        for step in job.project.steps:
            # Kubeflow puts the run's id only where the placeholder is the whole value.
            task = component(step, job, image)(run=dsl.PIPELINE_JOB_ID_PLACEHOLDER)
            task.after(*(tasks[name] for name in upstream(step, job.project.steps)))
            task.set_cpu_limit(str(step.cpus)).set_memory_limit(f"{step.memory_gb}G")
            # A step that was taken from the cache would leave the folder of this run empty.
            task.set_caching_options(False).set_env_variable("PIPELINE_IMAGE", image)
            task.set_display_name(step.summary)
            kubernetes.add_pod_annotation(task, *MOUNT)
            for purpose in MOUNTED:
                kubernetes.mount_pvc(task, volume_claim(purpose), str(job.bucket(purpose)))
            tasks[step.name] = task

    root = f"gs://{job.environment.buckets['pipeline_root']}/runs"
    return dsl.pipeline(steps, name=job.project.name, pipeline_root=root)


def component(step: Step, job: Job, image: str) -> Callable[..., Any]:
    """One step as a container component that is told the id of its run."""

    def container(run: str) -> dsl.ContainerSpec:
        folder = f"{job.bucket('pipeline_root')}/runs/{run}"
        arguments = run_arguments(step, job.project.steps, job.environment.environment, "cloud", folder)
        return dsl.ContainerSpec(image=image, command=["python", "-m", job.project.package], args=arguments)

    container.__name__ = step.name
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter("run", kind, annotation=str)]
    container.__signature__ = inspect.Signature(parameters, return_annotation=dsl.ContainerSpec)  # type: ignore[attr-defined]
    made: Callable[..., Any] = dsl.container_component(container)
    return made


def volume_claim(purpose: str) -> str:
    """Of a bucket, in the namespace `kubeflow`; `cluster manifests` writes it."""
    return f"bucket-{purpose.replace('_', '-')}"


def submit(job: Job, files: Sequence[Path]) -> str:
    """Start the run; needs the server's port forwarded to this machine. Returns the run's address."""
    from kfp import Client

    kind_of(job.project).check_needs(job)
    started = Client(host=SERVER).create_run_from_pipeline_package(
        str(files[0]),
        run_name=f"{job.project.name}-{job.environment.environment}",
        experiment_name=job.project.name,
        enable_caching=False,
    )
    return f"{SERVER}/#/runs/details/{started.run_id}"
