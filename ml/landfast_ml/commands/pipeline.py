"""`pipeline`: run it here, or compile it for an orchestrator and start it there."""

from __future__ import annotations

import argparse
import signal
from pathlib import Path

from landfast_ml.commands.options import Commands, change, command, group
from landfast_ml.environment import Job
from landfast_ml.jobs import load_job
from landfast_ml.orchestrators import local, orchestrator
from landfast_ml.progress import REPORTERS
from landfast_ml.project import Project


def add(commands: Commands, project: Project) -> None:
    pipeline = group(commands, "pipeline", "run, compile or submit the pipeline")
    run = command(pipeline, "run", run_pipeline, "run it on this machine; what is up to date is skipped")
    here = ("local", "airflow") if "airflow" in project.orchestrators else ("local",)
    run.add_argument("--orchestrator", choices=here, default="local")
    run.add_argument("--progress", choices=tuple(REPORTERS), default="plain")
    change(run)
    if project.orchestrators:
        _add_cloud(pipeline, project)


def _add_cloud(pipeline: Commands, project: Project) -> None:
    for name, call, text in (
        ("compile", compile_pipeline, "write the pipeline as an orchestrator takes it"),
        ("submit", submit_pipeline, "compile it and start it there"),
    ):
        added = command(pipeline, name, call, text)
        added.add_argument("--orchestrator", choices=project.orchestrators, default=project.orchestrators[0])
        added.add_argument("--out", type=Path, default=None, help="default: build/ENVIRONMENT/ORCHESTRATOR")
        _image(added)
    if "vertex" in project.orchestrators:
        scheduled = command(pipeline, "schedule", schedule_pipeline, "let Vertex AI run it as settings.toml says")
        scheduled.add_argument("what", choices=tuple(project.pipeline.scheduled))
        _image(scheduled)
    _image(command(pipeline, "image", show_image, "the name of the image that the steps run in"))


def _image(added: argparse.ArgumentParser) -> None:
    added.add_argument("--image", default="", help="from the environment's registry; default: named by its content")


def run_pipeline(parsed: argparse.Namespace) -> None:
    # As at Ctrl-C: what was started ends with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    job = load_job(parsed.project, parsed.environment, "local", changes=parsed.changes)
    report = REPORTERS[parsed.progress]
    if parsed.orchestrator == "local":
        local.run(job, report)
        return
    from landfast_ml.orchestrators import airflow

    if job.project.source == "demo":
        from landfast_ml.sources import demo

        demo.provide(job)
    airflow.run(job, report)


def compile_pipeline(parsed: argparse.Namespace) -> None:
    _, files = _compiled(parsed)
    print(*files, sep="\n")


def submit_pipeline(parsed: argparse.Namespace) -> None:
    job, files = _compiled(parsed)
    print(orchestrator(parsed.orchestrator).submit(job, files))


def _compiled(parsed: argparse.Namespace) -> tuple[Job, list[Path]]:
    from landfast_ml.containers.images import default_image

    job = load_job(parsed.project, parsed.environment, "cloud")
    folder = parsed.out or job.root / "build" / parsed.environment / parsed.orchestrator
    image = parsed.image or default_image(job)
    return job, list(orchestrator(parsed.orchestrator).compile_pipeline(job, image, folder))


def schedule_pipeline(parsed: argparse.Namespace) -> None:
    from landfast_ml.containers.images import default_image
    from landfast_ml.orchestrators import schedule

    job = load_job(parsed.project, parsed.environment, "cloud")
    folder = job.root / "build" / parsed.environment / f"schedule-{parsed.what}"
    files = schedule.compile_scheduled(job, parsed.what, parsed.image or default_image(job), folder)
    print(schedule.schedule(job, parsed.what, files))


def show_image(parsed: argparse.Namespace) -> None:
    from landfast_ml.containers.images import checked, default_image

    job = load_job(parsed.project, parsed.environment, "cloud")
    print(checked(job, parsed.image) if parsed.image else default_image(job))
