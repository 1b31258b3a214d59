"""The model registry: one interface, with MLflow behind it (SQLite here, a server in the cloud) or Vertex AI's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from landfast_ml.contract.messages import RegisteredModel
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError

CHAMPION, CHALLENGER, PREVIOUS = "champion", "challenger", "previous"
LINEAGE, CARD = "lineage.json", "MODEL_CARD.md"
METRIC = "metric."
# MLflow's store here, in the environment's folder.
STORE = "mlflow.sqlite"
# Folder of a version with what the train step wrote: all that a prediction needs.
PREDICTOR = "predictor"


@dataclass(frozen=True, slots=True)
class Version:
    """One registered model. `tags` are short facts; all else is in its lineage."""

    version: str
    aliases: tuple[str, ...]
    tags: dict[str, str]

    @property
    def metrics(self) -> dict[str, float]:
        """Of the held-out data, as they were when the version was registered."""
        return {name.removeprefix(METRIC): float(value) for name, value in self.tags.items() if name.startswith(METRIC)}

    @property
    def told(self) -> RegisteredModel:
        """As landfast and pages are told of it."""
        return RegisteredModel(version=self.version, aliases=self.aliases, metrics=self.metrics, tags=self.tags)


@dataclass(frozen=True, slots=True)
class Registration:
    """A model to be registered: `folder` is all that a prediction needs, `files` are kept beside it, name -> text.

    `estimator`: one of scikit-learn's is in the folder that takes rows, so that MLflow itself can serve it.
    """

    folder: Path
    tags: Mapping[str, str]
    metrics: Mapping[str, float]
    files: Mapping[str, str]
    estimator: bool = True


class Registry(Protocol):
    """What both registries can do, of one model. Versions are numbers as text."""

    @property
    def model(self) -> str:
        """What its versions are registered as."""

    def versions(self) -> list[Version]:
        """Every registered version, newest first, with its aliases."""

    def register(self, registration: Registration) -> str:
        """Make a version without an alias; returns its number."""

    def set_alias(self, alias: str, version: str | None) -> None:
        """Move an alias, or take it from whoever has it."""

    def text(self, version: str, name: str) -> str | None:
        """A file that is kept beside the model, or None."""

    def fetch(self, version: str) -> Path:
        """The folder with all that a prediction needs: the store's own, or a copy."""


def store_exists(job: Job) -> bool:
    """Whether anything can have been registered yet."""
    return job.target == "cloud" or (job.local_store / STORE).exists()


def connect(job: Job) -> Registry:
    """The environment's registry: MLflow's store here, in the cloud what `settings.toml` says (table tracking)."""
    if job.target == "local":
        from landfast_ml.models.local_registry import LocalRegistry

        return LocalRegistry(job)
    if job.settings.tracking.cloud == "vertex":
        from landfast_ml.models.vertex_registry import VertexRegistry

        return VertexRegistry.of(job)
    from landfast_ml.models.mlflow_registry import MlflowRegistry

    return MlflowRegistry.of(job)


def find(registry: Registry, name: str) -> Version:
    """A version by its number or by an alias. UsageError names those that there are."""
    found = registry.versions()
    for version in found:
        if name == version.version or name in version.aliases:
            return version
    known = ", ".join(" ".join((one.version, *one.aliases)) for one in found) or "none: `pipeline run` registers one"
    raise UsageError(f"there is no version {name} of {registry.model}, there are: {known}")


def alias_for(comparison: Mapping[str, Any] | None, champion: Version | None) -> str:
    """Champion if there is none yet, or if it was beaten on the same rows beyond noise; a draw changes nothing.

    `comparison` is what the gate wrote; None if champion and candidate could not be compared.
    """
    if champion is None or (comparison and comparison["verdict"]["beyond_noise"]):
        return CHAMPION
    return CHALLENGER
