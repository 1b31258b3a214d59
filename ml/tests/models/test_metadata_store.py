"""Vertex AI's metadata store has the environment's key before the first run, or no run begins."""

from __future__ import annotations

from typing import Any

import pytest
from answering import PlainSession, answering

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.models import metadata_store
from landfast_ml.models.metadata_store import ensure_store

STORES = "/v1/projects/unit-project/locations/europe-west4/metadataStores"
OPERATION = "projects/1/locations/europe-west4/operations/7"


class Vertex:
    """The part of Vertex AI that keeps one store; a create takes one look until it is done."""

    def __init__(self, key: str | None = None, error: str = "") -> None:
        self.store = None if key is None else {"encryptionSpec": {"kmsKeyName": key}} if key else {}
        self.error = error

    def __call__(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if method == "POST" and path == f"{STORES}?metadataStoreId=default":
            self.store = None if self.error else {"encryptionSpec": body["encryptionSpec"]}
            return 200, {"name": OPERATION}
        if path == f"/v1/{OPERATION}":
            return 200, {"name": OPERATION, "done": True} | ({"error": {"message": self.error}} if self.error else {})
        if path == f"{STORES}/default" and self.store is not None:
            return 200, self.store
        return 404, {"error": {"message": "not found"}}


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata_store, "POLL_SECONDS", 0.0)


def test_it_is_made_with_the_key_and_then_left_alone(job: Job) -> None:
    with answering(Vertex()) as asked:
        name = ensure_store(job, PlainSession(), asked.root)
        assert f"/v1/{name}" == f"{STORES}/default"
        made = [body for method, _path, body in asked.requests if method == "POST"]
        assert [body["encryptionSpec"]["kmsKeyName"] for body in made] == [job.environment.keys["models"]]
        ensure_store(job, PlainSession(), asked.root)
        assert sum(method == "POST" for method, _path, _body in asked.requests) == 1


@pytest.mark.parametrize(("key", "says"), [("", "a key of Google alone"), ("projects/p/other", "projects/p/other")])
def test_one_without_the_key_is_refused(job: Job, key: str, says: str) -> None:
    with answering(Vertex(key)) as asked, pytest.raises(ProjectError, match=f"is encrypted with {says}, for ever"):
        ensure_store(job, PlainSession(), asked.root)


def test_what_google_refuses_is_said(job: Job) -> None:
    refused = Vertex(error="denied on key")
    with answering(refused) as asked, pytest.raises(ProjectError, match="could not be made: denied on key"):
        ensure_store(job, PlainSession(), asked.root)
