"""Where the feature pipeline runs: in this process, or on Dataflow in the environment's region."""

from __future__ import annotations

import os
from pathlib import Path

from apache_beam.options.pipeline_options import PipelineOptions

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.versions import digest


def beam_options(job: Job, out: str) -> PipelineOptions:
    """Every location, identity and key from the environment: Dataflow's own defaults would leave the region."""
    in_step = job.target == "local" or job.settings.features.cloud_runner == "local"
    # Pachyderm gives a step folders of its own, which the workers of Dataflow don't see.
    if in_step or not out.startswith("gs://"):
        # Not DirectRunner: it looks for a Go binary on the Internet first.
        return PipelineOptions(["--runner=FnApiRunner"])
    return PipelineOptions(dataflow_arguments(job, out, os.environ.get("PIPELINE_IMAGE", "")))


def dataflow_arguments(job: Job, out: str, image: str) -> list[str]:
    """Command-line options of the Dataflow job that writes to `out`; `image` is the one the pipeline runs in."""
    environment = job.environment
    registry = environment.registries["containers"]
    if not image.startswith(f"{registry}/"):
        raise ProjectError(f"worker image {image or 'unknown'} is not from {registry}: set PIPELINE_IMAGE")
    root = f"gs://{environment.buckets['pipeline_root']}/dataflow"
    given = {
        "runner": "DataflowRunner",
        "project": environment.project,
        "region": environment.region,
        "job_name": f"{job.project.name}-{environment.environment}-features-{digest(out)[:8]}",
        "temp_location": f"{root}/temp",
        "staging_location": f"{root}/staging",
        "service_account_email": environment.service_accounts["dataflow"],
        "dataflow_kms_key": environment.key("derived"),
        "subnetwork": environment.subnetwork,
        "sdk_container_image": image,
        "sdk_location": "container",
        "dataflow_endpoint": f"https://{environment.host('dataflow')}",
    }
    arguments = [f"--{name}={value}" for name, value in given.items() if value]
    arguments += [f"--labels={key}={value}" for key, value in sorted(environment.labels.items())]
    # Of VMs without it an organisation that requires shielded ones (`compute.requireShieldedVm`) lets none start:
    # https://cloud.google.com/dataflow/docs/reference/service-options
    return [*arguments, "--dataflow_service_options=enable_secure_boot", "--no_use_public_ips"]


def beam_path(job: Job, folder: Path) -> str:
    """Workers of Dataflow have no `/gcs` mount: they read and write `gs://`."""
    mounted = Path("/gcs")
    if job.target == "cloud" and folder.is_relative_to(mounted):
        return f"gs://{folder.relative_to(mounted).as_posix()}"
    return str(folder)
