"""Schedules of Vertex AI: what the pipeline declares to run by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.models.metadata_store import ensure_store
from landfast_ml.orchestrators.vertex import compile_steps, pipeline_job


def cron_of(job: Job, what: str) -> str:
    """As Vertex AI takes it, in UTC; "" where it is not to run by itself."""
    cron: str = getattr(job.settings.schedule, what)
    return f"TZ=Etc/UTC {cron}" if cron else ""


def compile_scheduled(job: Job, what: str, image: str, folder: Path) -> list[Path]:
    """Specification and options of what is run."""
    steps = job.project.pipeline.scheduled[what]
    return compile_steps(
        job,
        image,
        folder,
        steps,
        job.project.name if what == job.project.pipeline.schedule else f"{job.project.name}-{what}",
    )


def schedule(job: Job, what: str, files: list[Path], credentials: Any = None) -> str:
    """Put it in the place of the schedule that there is; without a cron in the settings, end that one.

    The old one is paused first: two never run side by side. ProjectError if the SDK isn't installed.
    """
    made = pipeline_job(files, credentials)
    from google.cloud import aiplatform

    environment, cron = job.environment, cron_of(job, what)
    name = f"{job.project.name}-{what}-{environment.environment}"
    place = {"project": environment.project, "location": environment.region, "credentials": credentials}
    old = aiplatform.PipelineJobSchedule.list(filter=f'display_name="{name}"', **place)
    for one in old:
        one.pause()
    if cron:
        ensure_store(job)
        new = aiplatform.PipelineJobSchedule(pipeline_job=made, display_name=name, **place)
        # The SDK takes a job's key and labels over, and not how it stands in the network.
        asked = new._gca_resource.create_pipeline_job_request.pipeline_job
        asked.psc_interface_config = made._gca_resource.psc_interface_config
        new.create(cron=cron, max_concurrent_run_count=1, service_account=environment.service_accounts["pipelines"])
    for one in old:
        one.delete()
    return f"{name}: {cron}" if cron else f"{name}: not scheduled (settings.toml, schedule.{what} is empty)"
