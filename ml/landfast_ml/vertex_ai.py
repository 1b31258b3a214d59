"""How Vertex AI is asked: in the environment's region, and nowhere else."""

from __future__ import annotations

from landfast_ml.environment import Job


def parent(job: Job) -> str:
    return f"projects/{job.environment.project}/locations/{job.environment.region}"


def api_endpoint(job: Job) -> str:
    """The region's own address: the global one may answer from anywhere."""
    return f"{job.environment.region}-aiplatform.googleapis.com"
