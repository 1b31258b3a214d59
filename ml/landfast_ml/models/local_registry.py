"""The registry on this machine: MLflow's store, read and moved in without the library, which needs seconds to load."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.models.mlflow_store import folder_in, move_alias, versions_in
from landfast_ml.models.registry import PREDICTOR, STORE, Registration, Registry, Version


@dataclass(frozen=True, slots=True)
class LocalRegistry:
    """A version is registered by MLflow itself; all else, too, where its tables are other than those known here."""

    job: Job

    @property
    def model(self) -> str:
        return self.job.project.model

    def versions(self) -> list[Version]:
        if not self._store.exists():
            return []
        found = versions_in(self._store, self.model)
        return self._library().versions() if found is None else found

    def register(self, registration: Registration) -> str:
        return self._library().register(registration)

    def set_alias(self, alias: str, version: str | None) -> None:
        if not move_alias(self._store, self.model, alias, version):
            self._library().set_alias(alias, version)

    def text(self, version: str, name: str) -> str | None:
        folder = folder_in(self._store, self.model, version)
        if folder is None:
            return self._library().text(version, name)
        path = folder / name
        return path.read_text(encoding="utf-8") if path.is_file() else None

    def fetch(self, version: str) -> Path:
        folder = folder_in(self._store, self.model, version)
        return folder / PREDICTOR if folder else self._library().fetch(version)

    @property
    def _store(self) -> Path:
        return self.job.local_store / STORE

    def _library(self) -> Registry:
        from landfast_ml.models.mlflow_registry import MlflowRegistry

        return MlflowRegistry.of(self.job)
