"""Which versions answer: the champion, and the arms of the experiment that runs; looked up again every few seconds."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from landfast_ml.documents import Documents, documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.experiments import state
from landfast_ml.models.decisions import APPLIED
from landfast_ml.models.registry import CHAMPION
from landfast_ml.privacy.exclusions import excluded
from landfast_ml.serving.service import Backend, Models, Service

SECONDS = 5.0
Load = Callable[[str], Backend]


class Loader:
    """Makes `Models`; a version is loaded once. `load` takes a version or an alias."""

    def __init__(self, job: Job, load: Load) -> None:
        self.job = job
        self._load = load
        self._documents = documents(job, "models")
        self._loaded: dict[str, Backend] = {}
        self._seen: Any = None

    def models(self) -> Models:
        """What shall answer now. ProjectError if no champion is there."""
        self._seen = _seen(self._documents)
        champion = self._keep(self._load(CHAMPION))
        experiment = state.running(self._documents)
        arms = {} if experiment is None else {arm: self._version(one) for arm, one in experiment.versions.items()}
        used = {champion.version, *(backend.version for backend in arms.values())}
        self._loaded = {version: backend for version, backend in self._loaded.items() if version in used}
        return Models(self.job.project.model, champion, experiment, arms, excluded(self.job))

    def changed(self) -> bool:
        """Whether aliases, experiments or exclusions moved since `models`; asks documents alone, not the registry."""
        return bool(_seen(self._documents) != self._seen)

    def _version(self, version: str) -> Backend:
        return self._loaded.get(version) or self._keep(self._load(version))

    def _keep(self, backend: Backend) -> Backend:
        return self._loaded.setdefault(backend.version, backend)


def follow(loader: Loader, service: Service, stop: threading.Event) -> None:
    """Until `stop`: a promotion, a ramp or an objection counts within seconds, without a restart.

    What can't be loaded leaves the models that answer as they are; it is tried again.
    """
    while not stop.wait(SECONDS):
        try:
            if loader.changed():
                service.models = loader.models()
        except (ProjectError, OSError) as error:
            print(f'{{"severity": "ERROR", "message": "models stay as they are: {type(error).__name__}"}}', flush=True)


def _seen(kept: Documents) -> Any:
    return kept.read(APPLIED), kept.names(state.EVENTS), kept.read("subjects/excluded.json")
