"""Starts the server: loads what answers, listens, follows promotions and experiments, and ends in order at SIGTERM."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import uvicorn

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.models.predictor import load_predictor, read_predictor
from landfast_ml.predictions.log import RecordLog, record_log
from landfast_ml.privacy.pseudonyms import pseudonym_key
from landfast_ml.serving.app import create
from landfast_ml.serving.contract import Contract
from landfast_ml.serving.forecasts import load_forecasts, read_forecasts
from landfast_ml.serving.load import Loader, follow
from landfast_ml.serving.service import Backend, Models, Service

# Requests under way are answered before the process goes; Cloud Run gives 10 seconds, Vertex AI and GKE 30.
GRACE_SECONDS = 8
Backends = Literal["here", "endpoints"]


def run(job: Job, told: Contract, backends: Backends) -> None:
    """Until SIGTERM or Ctrl-C. ProjectError if no model can be loaded: then nothing ever listens."""
    service, loader = _service(job, told, backends)
    stop = threading.Event()
    if loader is not None:
        threading.Thread(target=follow, args=(loader, service, stop), daemon=True).start()
    listener = listen(told)
    _say(listener, service)
    options = uvicorn.Config(
        create(service, told),
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # The server raises its signal again when it is done: that is no accident.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    try:
        asyncio.run(uvicorn.Server(options).serve([listener]))
    finally:
        stop.set()
        service.close()


def _service(job: Job, told: Contract, backends: Backends) -> tuple[Service, Loader | None]:
    if told.storage_uri:
        # Vertex AI gave this container one version; which arm a request belongs to, the router in front has decided.
        return Service(
            job.columns,
            Models(job.project.model, _stored(job, told)),
            _log(job),
            pseudonym_key(job),
        ), None
    if backends == "endpoints":
        from landfast_ml.serving.endpoint_backend import load_endpoint

        loader = Loader(job, lambda version: load_endpoint(job, version))
    else:
        loader = Loader(job, lambda version: _loaded(job, version))
    return Service(job.columns, loader.models(), _log(job), pseudonym_key(job)), loader


def _log(job: Job) -> RecordLog | None:
    """A forecast that is asked for is of a past that was sent along: that is nobody's to keep."""
    return None if job.columns.by_series else record_log(job, "predictions")


def _loaded(job: Job, version: str) -> Backend:
    return load_forecasts(job, version) if job.columns.by_series else load_predictor(job, version)


def _stored(job: Job, told: Contract) -> Backend:
    """From the model's folder, copied from where Vertex AI keeps it."""
    from google.cloud import storage

    from landfast_ml.documents import download

    bucket, _, prefix = told.storage_uri.removeprefix("gs://").partition("/")
    folder = Path(tempfile.mkdtemp(prefix=f"{job.project.model}-"))
    download(storage.Client().bucket(bucket), f"{prefix.rstrip('/')}/", folder)
    if job.columns.by_series:
        return read_forecasts(job, folder, told.version)
    return read_predictor(folder, job.project.model, told.version)


def listen(told: Contract) -> socket.socket:
    """ProjectError if somebody else listens there."""
    # With its protocol named asyncio turns Nagle's algorithm off; else each answer waits 40 ms.
    listener = socket.socket(proto=socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((told.host, told.port))
        # Before it is said where: who asks at once waits for a moment, and is not turned away.
        listener.listen(1024)
    except OSError as error:
        raise ProjectError(
            f"port {told.port}: {error.strerror}: `serve run --port` takes another, 0 a free one"
        ) from None
    return listener


def _say(listener: socket.socket, service: Service) -> None:
    """The first line: where it listens, and what answers."""
    host, port = listener.getsockname()
    models = service.models
    entry: Mapping[str, Any] = {
        "severity": "INFO",
        "message": f"{models.model} version {models.champion.version} on http://{host}:{port}",
        "port": port,
        "experiment": models.experiment.name if models.experiment else None,
    }
    print(json.dumps(entry), flush=True)
