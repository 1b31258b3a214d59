"""The pipeline as Vertex AI Pipelines runs it: the same steps as containers, everything bound to the environment."""

# No `from __future__ import annotations` here: KFP reads the annotations of the functions as they are.

import inspect
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kfp import compiler, dsl

from landfast_ml.containers.images import checked
from landfast_ml.contract.room import interface
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.kinds import kind_of
from landfast_ml.models.metadata_store import ensure_store
from landfast_ml.orchestrators import write_files
from landfast_ml.pipeline import Step
from landfast_ml.vertex_ai import api_endpoint


def compile_pipeline(job: Job, image: str, folder: Path) -> list[Path]:
    """Write `pipeline.yaml` (the PipelineSpec) and `job.json` (what else the run is bound to)."""
    return compile_steps(job, image, folder, job.project.steps, job.project.name)


def compile_steps(job: Job, image: str, folder: Path, steps: Sequence[Step], name: str) -> list[Path]:
    """The same of any steps, as a pipeline of that name."""
    with tempfile.TemporaryDirectory() as made:
        written = Path(made) / "pipeline.yaml"
        compiler.Compiler().compile(pipeline(job, checked(job, image), steps, name), str(written))
        spec = written.read_text(encoding="utf-8")
    options = json.dumps(job_options(job, name), indent=2, sort_keys=True) + "\n"
    return write_files(folder, {"pipeline.yaml": spec, "job.json": options})


def pipeline(job: Job, image: str, declared: Sequence[Step], name: str) -> Any:
    """The steps, wired by the names of their folders."""

    def steps() -> None:
        outputs: dict[str, Any] = {}
        for step in declared:
            task = component(step, job, image)(**{name: outputs[name] for name in step.inputs})
            task.set_cpu_limit(str(step.cpus)).set_memory_limit(f"{step.memory_gb}G")
            task.set_caching_options(step.pure).set_env_variable("PIPELINE_IMAGE", image)
            task.set_display_name(step.summary)
            outputs[step.output] = task.outputs[step.output]

    root = f"gs://{job.environment.buckets['pipeline_root']}/runs"
    return dsl.pipeline(steps, name=name, pipeline_root=root)


def component(step: Step, job: Job, image: str) -> Callable[..., Any]:
    """One step as a container component. Its signature is made from the declaration, so there is no second one."""

    names = [*step.inputs, step.output, "result"]

    def container(*given: Any) -> dsl.ContainerSpec:
        values = dict(zip(names, given, strict=True))
        folders = [word for name in (*step.inputs, step.output) for word in (f"--{name}", values[name].path)]
        arguments = [*step.arguments(job.environment.environment, "cloud"), *folders, "--result", values["result"]]
        return dsl.ContainerSpec(image=image, command=["python", "-m", job.project.package], args=arguments)

    kinds = dict.fromkeys(step.inputs, dsl.Input[dsl.Artifact])
    kinds |= {step.output: dsl.Output[dsl.Artifact], "result": dsl.OutputPath(dict)}
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = [inspect.Parameter(name, kind, annotation=annotation) for name, annotation in kinds.items()]
    container.__name__ = step.name
    container.__signature__ = inspect.Signature(parameters, return_annotation=dsl.ContainerSpec)  # type: ignore[attr-defined]
    made: Callable[..., Any] = dsl.container_component(container)
    return made


def job_options(job: Job, name: str) -> dict[str, Any]:
    """Arguments of `aiplatform.PipelineJob` and of its `submit`, its interface; no default of the library's is left."""
    environment = job.environment
    return {
        "project": environment.project,
        "location": environment.region,
        "display_name": f"{name}-{environment.environment}",
        "pipeline_root": f"gs://{environment.buckets['pipeline_root']}/runs",
        "encryption_spec_key_name": environment.key("derived"),
        "labels": dict(sorted(environment.labels.items())),
        "service_account": environment.service_accounts["pipelines"],
        "psc_interface_config": interface(job.environment),
        "api_endpoint": api_endpoint(job),
    }


def pipeline_job(files: Sequence[Path], credentials: Any = None) -> Any:
    """The job as Google's SDK takes it; checked, not sent. ProjectError if the SDK isn't installed.

    `credentials` None stands for this machine's own (application default credentials).
    """
    try:
        from google.cloud import aiplatform
        from google.cloud.aiplatform.initializer import global_config
    except ImportError:
        raise ProjectError("Google's SDK is missing: run with .venv-cloud, which `make setup-cloud` makes") from None
    spec, options = files
    arguments = json.loads(options.read_text(encoding="utf-8"))
    del arguments["service_account"]
    stands = arguments.pop("psc_interface_config")
    # The SDK makes no address of a universe's domain; a file of an older library does not say it.
    endpoint = arguments.pop("api_endpoint", "")
    if endpoint:
        global_config.init(api_endpoint=endpoint)
    made = aiplatform.PipelineJob(template_path=str(spec), credentials=credentials, **arguments)
    # The SDK has no argument for it; what it sends is this.
    made._gca_resource.psc_interface_config = stands
    return made


def submit(job: Job, files: Sequence[Path]) -> str:
    """Start the run in the cloud; returns the address where it is to be seen."""
    kind_of(job.project).check_needs(job)
    started = pipeline_job(files)
    ensure_store(job)
    started.submit(service_account=job.environment.service_accounts["pipelines"])
    return str(started._dashboard_uri())
