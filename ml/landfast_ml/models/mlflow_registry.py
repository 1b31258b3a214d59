"""The registry of MLflow: SQLite and a folder here, the environment's server in the cloud."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.models.mlflow_store import make_whole
from landfast_ml.models.registry import PREDICTOR, STORE, Registration, Version
from landfast_ml.models.sign_in import sign_in
from landfast_ml.models.stored import load_estimator, may_hold

if TYPE_CHECKING:
    from mlflow import MlflowClient

# What a machine that loads the model must have; left out, MLflow would start a process to find out.
REQUIREMENTS = ("numpy", "pandas", "scikit-learn", "skops")


@dataclass(frozen=True, slots=True)
class MlflowRegistry:
    """One MLflow run a version, with the model and all its files in it."""

    client: MlflowClient
    model: str

    @classmethod
    def of(cls, job: Job) -> MlflowRegistry:
        """Makes the local store, and the experiment, if they don't exist."""
        mlflow = quiet_mlflow()
        uri = tracking_uri(job)
        if job.target == "local":
            make_whole(job.local_store / STORE)
        sign_in(uri)
        mlflow.set_tracking_uri(uri)
        client = mlflow.MlflowClient()
        if client.get_experiment_by_name(job.project.model) is None:
            client.create_experiment(job.project.model, _artifacts(job))
        mlflow.set_experiment(job.project.model)
        return cls(client, job.project.model)

    def versions(self) -> list[Version]:
        found = self.client.search_model_versions(f"name = '{self.model}'")
        if not found:
            return []
        aliases = self.client.get_registered_model(self.model).aliases
        listed = [
            Version(
                str(one.version), tuple(a for a, v in aliases.items() if str(v) == str(one.version)), dict(one.tags)
            )
            for one in found
        ]
        return sorted(listed, key=lambda version: int(version.version), reverse=True)

    def register(self, registration: Registration) -> str:
        """The run, the version, its tags: a version without tags is of a registration that was cut off."""
        import mlflow

        with mlflow.start_run(tags=dict(registration.tags)) as run:
            mlflow.log_metrics(dict(registration.metrics))
            for name, text in registration.files.items():
                mlflow.log_text(text, name)
            mlflow.log_artifacts(str(registration.folder), PREDICTOR)
            made = self._estimator if registration.estimator else self._folder
            version = made(registration.folder, run.info.run_id)
        for name, value in registration.tags.items():
            self.client.set_model_version_tag(self.model, version, name, value)
        return version

    def _estimator(self, folder: Path, _run: str) -> str:
        """A version that MLflow can load and serve by itself."""
        import mlflow
        import numpy as np

        estimator = load_estimator(folder)
        example = np.zeros((1, estimator.n_features_in_), dtype=np.float32)
        logged = mlflow.sklearn.log_model(
            estimator,
            name="model",
            registered_model_name=self.model,
            signature=mlflow.models.infer_signature(example, np.asarray(estimator.predict(example))),
            pip_requirements=list(REQUIREMENTS),
            serialization_format="skops",
            skops_trusted_types=sorted(may_hold()),
        )
        return str(logged.registered_model_version)

    def _folder(self, _folder: Path, run: str) -> str:
        """A version that is the run's folder: what it takes to use it is in the library alone."""
        from mlflow.exceptions import MlflowException

        try:
            self.client.create_registered_model(self.model)
        except MlflowException as error:
            if error.error_code != "RESOURCE_ALREADY_EXISTS":
                raise
        source = f"{self.client.get_run(run).info.artifact_uri}/{PREDICTOR}"
        return str(self.client.create_model_version(self.model, source, run).version)

    def set_alias(self, alias: str, version: str | None) -> None:
        if version is None:
            self.client.delete_registered_model_alias(self.model, alias)
        else:
            self.client.set_registered_model_alias(self.model, alias, version)

    def text(self, version: str, name: str) -> str | None:
        run = self._run(version)
        if name not in {one.path for one in self.client.list_artifacts(run)}:
            return None
        return Path(self.client.download_artifacts(run, name)).read_text(encoding="utf-8")

    def fetch(self, version: str) -> Path:
        return Path(self.client.download_artifacts(self._run(version), PREDICTOR))

    def _run(self, version: str) -> Any:
        return self.client.get_model_version(self.model, version).run_id


def quiet_mlflow() -> Any:
    """The library, imported by need. By itself it reports usage to its makers, looks for git, and draws a bar for each
    small file; whether it should is read at import."""
    quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false"}
    os.environ.update(DO_NOT_TRACK="true", GIT_PYTHON_REFRESH="quiet", **quiet)
    import mlflow

    return mlflow


def tracking_uri(job: Job) -> str:
    """Where MLflow's store is. ProjectError if the environment has no server."""
    if job.target == "local":
        job.local_store.mkdir(parents=True, exist_ok=True)
        return f"sqlite:///{job.local_store / STORE}"
    if not job.environment.tracking_uri:
        raise ProjectError(f"environment {job.environment.environment} has no tracking server (fact tracking_uri)")
    return job.environment.tracking_uri


def _artifacts(job: Job) -> str:
    if job.target == "local":
        return (job.bucket("models") / "mlflow").as_uri()
    return f"gs://{job.environment.buckets['models']}/mlflow"
