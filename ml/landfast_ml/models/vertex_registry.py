"""The registry of Vertex AI: a model with numbered versions; their files are in the models bucket."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast_ml.clients import at_place, at_storage, by_rest
from landfast_ml.documents import Bucket, download
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.models.registry import Registration, Version
from landfast_ml.versions import files_digest, image_version
from landfast_ml.vertex_ai import api_endpoint, parent

if TYPE_CHECKING:
    from google.cloud import storage
    from google.cloud.aiplatform_v1 import ModelServiceClient

FOLDER, TAGS = "registry", "tags.json"
PORT = 8080


def serving_image(job: Job) -> str:
    """Named by its content, as the pipeline's: there is one image for all."""
    return f"{job.environment.registries['containers']}/{job.project.model}:{image_version(job.project)}"


@dataclass(frozen=True, slots=True)
class Upload:
    """`uri` is the model's folder (`gs://...`); `version` is what the container calls itself; `first` of its model."""

    uri: str
    version: str
    aliases: tuple[str, ...]
    image: str
    first: bool


def upload_request(job: Job, upload: Upload) -> Any:
    """An UploadModelRequest with every place, key and identity bound. UsageError on an image from elsewhere."""
    from google.cloud import aiplatform_v1 as vertex

    environment = job.environment
    registry = environment.registries["containers"]
    if not upload.image.startswith(f"{registry}/"):
        raise UsageError(f"image {upload.image} is not from the environment's registry: use one under {registry}/")
    name = f"{parent(job)}/models/{job.project.model}"
    return vertex.UploadModelRequest(
        parent=parent(job),
        model_id=job.project.model if upload.first else "",
        parent_model="" if upload.first else name,
        service_account=environment.service_accounts["serving"],
        model=vertex.Model(
            display_name=job.project.model,
            artifact_uri=upload.uri,
            version_aliases=list(upload.aliases),
            labels=dict(environment.labels),
            encryption_spec=vertex.EncryptionSpec(kms_key_name=environment.key("models")),
            container_spec=vertex.ModelContainerSpec(
                image_uri=upload.image,
                command=["python", "-m", job.project.package],
                args=["serve", "run", "--environment", environment.environment, "--target", "cloud"],
                env=[vertex.EnvVar(name="MODEL_VERSION", value=upload.version)],
                ports=[vertex.Port(container_port=PORT)],
                predict_route="/predict",
                health_route="/health",
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class VertexRegistry:
    """`bucket` is the models bucket; a version's folder there is named by its content."""

    job: Job
    client: ModelServiceClient
    bucket: storage.Bucket

    @classmethod
    def of(cls, job: Job) -> VertexRegistry:
        try:
            from google.cloud import aiplatform_v1, storage
        except ImportError:
            raise ProjectError(
                "Google's SDK is missing: run with .venv-cloud, which `make setup-cloud` makes"
            ) from None
        client = aiplatform_v1.ModelServiceClient(
            client_options={"api_endpoint": at_place(api_endpoint(job))}, **by_rest()
        )
        bucket = storage.Client(project=job.environment.project, **at_storage()).bucket(
            job.environment.buckets["models"]
        )
        return cls(job, client, bucket)

    @property
    def model(self) -> str:
        return self.job.project.model

    @property
    def name(self) -> str:
        return f"{parent(self.job)}/models/{self.model}"

    def versions(self) -> list[Version]:
        # `default` is Vertex AI's own: the first version has it, always.
        found = [
            Version(
                one.version_id, tuple(a for a in one.version_aliases if a != "default"), self._tags(one.artifact_uri)
            )
            for one in self._models()
        ]
        return sorted(found, key=lambda version: int(version.version), reverse=True)

    def register(self, registration: Registration) -> str:
        """The files first: a version whose files are missing can't be loaded, files without a version harm nobody."""
        name = files_digest(_files(registration.folder), registration.folder)
        for file, text in registration.files.items():
            self.bucket.blob(f"{FOLDER}/{name}/{file}").upload_from_string(text)
        Bucket(self.bucket).replace(f"{FOLDER}/{name}/{TAGS}", dict(registration.tags))
        return self.upload(registration.folder, name, (), "")

    def upload(self, model: Path, version: str, aliases: tuple[str, ...], image: str) -> str:
        """A version from the model's folder; `version` is what its container calls itself. Returns its number here."""
        folder = f"{FOLDER}/{version}/model"
        for path in _files(model):
            self.bucket.blob(f"{folder}/{path.relative_to(model).as_posix()}").upload_from_filename(str(path))
        uri = f"gs://{self.bucket.name}/{folder}"
        upload = Upload(uri, version, aliases, image or serving_image(self.job), first=not self._models())
        return str(self.client.upload_model(request=upload_request(self.job, upload)).result().model_version_id)

    def set_alias(self, alias: str, version: str | None) -> None:
        """To the new version before it is taken from the old one: readers always find one."""
        holders = [one.version_id for one in self._models() if alias in one.version_aliases]
        if version is not None and version not in holders:
            self.client.merge_version_aliases(name=f"{self.name}@{version}", version_aliases=[alias])
        for one in self._models():
            if alias in one.version_aliases and one.version_id != version:
                self.client.merge_version_aliases(name=f"{self.name}@{one.version_id}", version_aliases=[f"-{alias}"])

    def text(self, version: str, name: str) -> str | None:
        from google.api_core.exceptions import NotFound

        try:
            return str(self.bucket.blob(f"{self._folder(version)}/{name}").download_as_text())
        except NotFound:
            return None

    def fetch(self, version: str) -> Path:
        folder = Path(tempfile.mkdtemp(prefix=f"{self.model}-{version}-"))
        download(self.bucket, f"{self._folder(version)}/model/", folder)
        return folder

    def _models(self) -> list[Any]:
        from google.api_core.exceptions import NotFound

        try:
            return list(self.client.list_model_versions(name=self.name))
        except NotFound:
            return []

    def _folder(self, version: str) -> str:
        found = next((one for one in self._models() if one.version_id == version), None)
        if found is None:
            raise UsageError(f"there is no version {version} of {self.name}")
        return self._path(found.artifact_uri)

    def _path(self, uri: str) -> str:
        return uri.removeprefix(f"gs://{self.bucket.name}/").removesuffix("/model")

    def _tags(self, uri: str) -> dict[str, str]:
        return Bucket(self.bucket).read(f"{self._path(uri)}/{TAGS}") or {}


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
