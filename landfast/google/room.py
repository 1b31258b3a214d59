"""The closed room on Google Cloud: a job where the pipeline's jobs run tries to leave, and ends with what it found."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from landfast_ml.contract.facts import EnvironmentFacts
from landfast_ml.contract.room import WayOut, interface

from landfast.core.errors import UserError
from landfast.google import canary
from landfast.google.api import GoogleApi
from landfast.google.leftovers.jobs import ENDED
from landfast.google.leftovers.models import vertex_of
from landfast.google.leftovers.work import Work, until

# What is open of these ways to a job of an environment. Raises: UserError, if it can't be told.
Tries = Callable[[EnvironmentFacts, Sequence[WayOut], Work], Sequence[WayOut]]
# Google's own, which no perimeter keeps a job from; `latest` is the one tag that it keeps up.
# https://cloud.google.com/vertex-ai/docs/training/pre-built-containers
IMAGE = "europe-docker.pkg.dev/vertex-ai/training/sklearn-cpu.1-6:latest"
# The smallest that custom jobs have: https://cloud.google.com/vertex-ai/docs/training/configure-compute
MACHINE = "e2-standard-4"
# A machine comes within minutes; a job that stands in an environment's network takes some more.
MOST_SECONDS, SECONDS = 1500.0, 10.0
SUCCEEDED = "JOB_STATE_SUCCEEDED"


def try_to_leave(api: GoogleApi, facts: EnvironmentFacts, ways: Sequence[WayOut], work: Work) -> Sequence[WayOut]:
    """The ways out of these that are open to a job of the environment. Raises: UserError, if it can't be told."""
    api = api.pausing(work.pause)
    vertex = vertex_of(facts.region)
    place = f"{vertex}/projects/{facts.project}/locations/{facts.region}/customJobs"
    job = f"{vertex}/{api.create(place, job_of(facts, ways))['name']}"
    try:
        ended = _ended(api, job, work)
    except BaseException:
        # Whatever ended the wait: no machine goes on for nobody.
        with suppress(UserError):
            api.post(f"{job}:cancel")
        raise
    api.delete(job)
    return _open(ended, ways)


def job_of(facts: EnvironmentFacts, ways: Sequence[WayOut]) -> dict[str, Any]:
    """A CustomJob that stands where the steps of the pipeline do: network, account, key.

    https://cloud.google.com/vertex-ai/docs/reference/rest/v1/projects.locations.customJobs
    """
    places = [f"{way.host}:{way.port}" for way in ways]
    text = Path(canary.__file__).read_text(encoding="utf-8")
    pool = {
        "machineSpec": {"machineType": MACHINE},
        "replicaCount": "1",
        "containerSpec": {"imageUri": IMAGE, "command": ["python3", "-c", text], "args": places},
    }
    return {
        "displayName": f"landfast-canary-{facts.environment}",
        "jobSpec": {
            "workerPoolSpecs": [pool],
            "serviceAccount": facts.service_accounts["training"],
            "scheduling": {"timeout": "300s"},
            "pscInterfaceConfig": _camel(interface(facts)),
        },
        "encryptionSpec": {"kmsKeyName": facts.key("derived")},
        "labels": dict(facts.labels),
    }


def _ended(api: GoogleApi, job: str, work: Work) -> Mapping[str, Any]:
    found: dict[str, Any] = {}

    def left() -> str:
        found.update(api.get(job) or {"state": "gone"})
        return "" if found["state"] in {*ENDED, "gone"} else "the canary's job on Vertex AI"

    step = f"see `gcloud ai custom-jobs describe {job.partition('/v1/')[2]}`, then run again"
    until(work, left, min(SECONDS, api.poll_seconds * 5), MOST_SECONDS, step)
    return found


def _open(job: Mapping[str, Any], ways: Sequence[WayOut]) -> Sequence[WayOut]:
    if job["state"] == SUCCEEDED:
        return ()
    said = str(job.get("error", {}).get("message") or job["state"])
    status = re.search(r"non-zero status of (\d+)", said)
    bits = int(status[1]) - canary.OPEN if status else 0
    if not 0 < bits < 1 << len(ways):
        raise UserError(f"the canary's job on Vertex AI could not try: {said}: mend that, then run the same command")
    return [way for place, way in enumerate(ways) if bits >> place & 1]


def _camel(content: Any) -> Any:
    if isinstance(content, Mapping):
        return {re.sub(r"_(\w)", lambda found: found[1].upper(), key): _camel(value) for key, value in content.items()}
    return [_camel(item) for item in content] if isinstance(content, list) else content
