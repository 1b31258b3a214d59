"""Vertex AI's store of metadata: parameters, metrics and artifacts of every run, under the environment's key.

Google makes `default` with the first run that needs it, and without a key of ours: it is made here before that.
https://cloud.google.com/vertex-ai/docs/ml-metadata/configure
"""

from __future__ import annotations

import time
from typing import Any

from landfast_ml.contract.facts import DataClass
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.vertex_ai import address, parent, session

STORE = "default"
# Of the records of training, as of the models.
KEY: DataClass = "models"
POLL_SECONDS = 2.0
# As long as Google's own provider waits.
PATIENCE_SECONDS = 2400.0


def ensure_store(job: Job, asked: Any = None, root: str = "") -> str:
    """Full name of the store, which is made if it isn't there. ProjectError if it stands without the key.

    `asked` None: a session with this machine's credentials; `root` is where Vertex AI answers, if not at its own place.
    """
    asked = asked or session()
    root = root or address(job)
    stores, key = f"{parent(job)}/metadataStores", job.environment.key(KEY)
    name = f"{stores}/{STORE}"
    found = asked.get(f"{root}/{name}")
    if found.status_code == 404:
        body = {"encryptionSpec": {"kmsKeyName": key}, "description": "Records of runs"}
        _wait(
            asked, root, _answer(asked.post(f"{root}/{parent(job)}/metadataStores?metadataStoreId={STORE}", json=body))
        )
        found = asked.get(f"{root}/{name}")
    stands = _answer(found).get("encryptionSpec", {}).get("kmsKeyName", "")
    if stands != key:
        step = (
            "delete it (projects.locations.metadataStores.delete) and start the run again, which makes it with the key"
        )
        raise ProjectError(
            f"{name}: is encrypted with {stands or 'a key of Google alone'}, for ever, not with {key}: {step}"
        )
    return name


def _wait(asked: Any, root: str, operation: dict[str, Any]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not operation.get("done"):
        if time.monotonic() > until:
            raise ProjectError(f"{operation['name']}: the metadata store is not there yet: start the run again later")
        time.sleep(POLL_SECONDS)
        operation = _answer(asked.get(f"{root}/{operation['name']}"))
    if "error" in operation:
        raise ProjectError(
            f"the metadata store could not be made: {operation['error'].get('message', 'no reason given')}"
        )


def _answer(response: Any) -> dict[str, Any]:
    if response.status_code != 200:
        raise ProjectError(f"Vertex AI's metadata store answered {response.status_code}: {response.text[:300]}")
    answer: dict[str, Any] = response.json()
    return answer
