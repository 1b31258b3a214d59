"""How Vertex AI is asked: in the environment's region, and nowhere else."""

from __future__ import annotations

from typing import Any

from landfast_ml.clients import credentials, endpoint
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError


def parent(job: Job) -> str:
    return f"projects/{job.environment.project}/locations/{job.environment.region}"


def api_endpoint(job: Job) -> str:
    """The region's own address: the global one may answer from anywhere."""
    return job.environment.host(f"{job.environment.region}-aiplatform")


def address(job: Job) -> str:
    """Where its REST API answers."""
    return f"{endpoint() or 'https://'}{api_endpoint(job)}/v1"


def session() -> Any:
    """Requests that carry this machine's identity (google.auth's AuthorizedSession). ProjectError without the SDK."""
    try:
        import google.auth
        from google.auth.transport.requests import AuthorizedSession
    except ImportError:
        raise ProjectError("Google's SDK is missing: run with .venv-cloud, which `make setup-cloud` makes") from None
    if endpoint():
        return AuthorizedSession(credentials())
    found, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
    return AuthorizedSession(found)
