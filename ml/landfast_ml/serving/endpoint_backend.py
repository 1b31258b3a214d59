"""A version behind an endpoint: what the router asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from landfast_ml import vertex_ai
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError
from landfast_ml.models import published
from landfast_ml.models.decisions import recorded
from landfast_ml.models.registry import CHAMPION
from landfast_ml.serving.deploy import ENDPOINTS
from landfast_ml.serving.service import Instance, Prediction

SECONDS = 30


@dataclass(frozen=True, slots=True)
class EndpointBackend:
    """`session` adds the router's identity to each request (google.auth's AuthorizedSession)."""

    version: str
    address: str
    session: Any
    known: frozenset[str]

    def predict(self, instances: Sequence[Instance], reasons: int = 0) -> list[Prediction]:
        """The container behind the endpoint is this project's too: it answers as it does here."""
        # The router records, so the container must not.
        body = {"instances": list(instances), "parameters": {"record": False, "reasons": reasons}}
        response = self.session.post(self.address, json=body, timeout=SECONDS)
        if response.status_code == 422:
            raise DataError(list(response.json()["error"]["problems"]))
        if response.status_code != 200:
            raise ProjectError(f"the endpoint of version {self.version} answered {response.status_code}")
        answers: list[Prediction] = response.json()["predictions"]
        return [{k: v for k, v in answer.items() if k not in ("id", "version")} for answer in answers]


def load_endpoint(job: Job, version: str, session: Any = None) -> EndpointBackend:
    """By a version or `champion`. ProjectError if it is not deployed."""
    kept = documents(job, "models")
    if version == CHAMPION:
        version = recorded(kept)[CHAMPION] or ""
    endpoint = (kept.read(ENDPOINTS) or {}).get(version)
    if endpoint is None:
        raise ProjectError(f"version {version or CHAMPION} has no endpoint: `serve deploy {version or CHAMPION}`")
    asked = session or vertex_ai.session()
    if job.environment.private_endpoints:
        from landfast_ml.serving.private_endpoint import PrivateSession

        asked = PrivateSession(job, endpoint, asked)
    known = published.inputs_known(job, version)
    return EndpointBackend(version, f"{vertex_ai.address(job)}/{endpoint}:predict", asked, known)
