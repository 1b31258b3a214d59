"""Where an environment keeps what was released to it: a folder here, its models bucket in the cloud.

Names are paths with slashes. What is written once is never changed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

from landfast_ml.clients import at_storage
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError


# Projects of one environment share its bucket.
def _prefix(job: Job) -> str:
    return f"releases/{job.project.name}"


class Store(Protocol):
    """Small files, written once."""

    def names(self, under: str) -> list[str]:
        """Everything below the folder `under`, sorted."""

    def read(self, name: str) -> bytes:
        """ProjectError if there is none."""

    def add(self, name: str, content: bytes) -> bool:
        """Write a new one; False, and nothing is written, if the name is taken by other content."""


def open_store(job: Job) -> Store:
    """The store of the job's environment."""
    if job.target == "local":
        return FolderStore(job.bucket("models") / _prefix(job))
    return BucketStore(job.environment.project, job.environment.buckets["models"], _prefix(job))


class FolderStore:
    """A store that is a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self, under: str) -> list[str]:
        found = (path for path in (self.folder / under).rglob("*") if path.is_file())
        return sorted(path.relative_to(self.folder).as_posix() for path in found)

    def read(self, name: str) -> bytes:
        path = self.folder / name
        if not path.is_file():
            raise ProjectError(f"there is no {name} in {self.folder}")
        return path.read_bytes()

    def add(self, name: str, content: bytes) -> bool:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            return path.read_bytes() == content
        return True


class BucketStore:
    """A store that is a bucket; two writers at once can't both add a name."""

    def __init__(self, project: str, bucket: str, prefix: str) -> None:
        try:
            from google.cloud import storage
        except ImportError:
            raise ProjectError("Google's SDK is missing: run with .venv-cloud (`make setup-cloud`)") from None
        self.prefix = prefix
        self.bucket: Any = storage.Client(project=project, **at_storage()).bucket(bucket)

    def names(self, under: str) -> list[str]:
        found = self.bucket.client.list_blobs(self.bucket, prefix=f"{self.prefix}/{under}/")
        return sorted(blob.name.removeprefix(f"{self.prefix}/") for blob in found)

    def read(self, name: str) -> bytes:
        from google.api_core.exceptions import NotFound

        try:
            content: bytes = self.bucket.blob(f"{self.prefix}/{name}").download_as_bytes()
        except NotFound:
            raise ProjectError(f"there is no {self.prefix}/{name} in bucket {self.bucket.name}") from None
        return content

    def add(self, name: str, content: bytes) -> bool:
        from google.api_core.exceptions import PreconditionFailed

        try:
            # Generation 0: only if there is none yet.
            self.bucket.blob(f"{self.prefix}/{name}").upload_from_string(content, if_generation_match=0)
        except PreconditionFailed:
            return self.read(name) == content
        return True
