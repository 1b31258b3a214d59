"""Small JSON documents in a bucket: records that are only ever added to, and a few that are replaced whole.

A folder here, Cloud Storage in the cloud: by its own interface, since not every machine there mounts buckets.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from landfast_ml.clients import at_storage
from landfast_ml.contract.facts import BucketPurpose
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError

if TYPE_CHECKING:
    from google.cloud import storage

Document = dict[str, Any]


class TakenError(ProjectError):
    """Somebody else wrote the document of this name first."""


class Documents(Protocol):
    """Names are paths with `/`; listed in their order."""

    def names(self, prefix: str) -> list[str]: ...

    def read(self, name: str) -> Document | None:
        """None if it doesn't exist."""

    def add(self, name: str, document: Document) -> None:
        """A new one, whole or not at all; TakenError if there is one, also if two come at the same time."""

    def replace(self, name: str, document: Document) -> None:
        """New or in the place of an old one; a reader sees one of both, never a part."""


def documents(job: Job, purpose: BucketPurpose) -> Documents:
    """Those of a bucket (a purpose in the environment's facts)."""
    if job.target == "local":
        return Folder(job.bucket(purpose))
    from google.cloud import storage

    return Bucket(
        storage.Client(project=job.environment.project, **at_storage()).bucket(job.environment.buckets[purpose])
    )


@dataclass(frozen=True, slots=True)
class Folder:
    """Documents as files."""

    root: Path

    def names(self, prefix: str) -> list[str]:
        found = (path.relative_to(self.root).as_posix() for path in (self.root / prefix).rglob("*.json"))
        return sorted(name for name in found if not name.rsplit("/", 1)[-1].startswith("."))

    def read(self, name: str) -> Document | None:
        try:
            document: Document = json.loads((self.root / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return document

    def add(self, name: str, document: Document) -> None:
        partial = self._written(name, document)
        try:
            # Unlike a rename, a link never takes the place of a file that is there.
            os.link(partial, self.root / name)
        except FileExistsError:
            raise TakenError(f"{self.root / name} is there already") from None
        finally:
            partial.unlink()

    def replace(self, name: str, document: Document) -> None:
        self._written(name, document).replace(self.root / name)

    def _written(self, name: str, document: Document) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, partial = tempfile.mkstemp(dir=path.parent, prefix=".")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(_text(document))
        return Path(partial)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Documents as objects."""

    bucket: storage.Bucket

    def names(self, prefix: str) -> list[str]:
        found = (blob.name for blob in self.bucket.list_blobs(prefix=f"{prefix}/"))
        return sorted(name for name in found if name.endswith(".json"))

    def read(self, name: str) -> Document | None:
        from google.api_core.exceptions import NotFound

        try:
            document: Document = json.loads(self.bucket.blob(name).download_as_bytes())
        except NotFound:
            return None
        return document

    def add(self, name: str, document: Document) -> None:
        from google.api_core.exceptions import PreconditionFailed

        try:
            self._upload(name, document, if_generation_match=0)
        except PreconditionFailed:
            raise TakenError(f"gs://{self.bucket.name}/{name} is there already") from None

    def replace(self, name: str, document: Document) -> None:
        self._upload(name, document)

    def _upload(self, name: str, document: Document, **conditions: int) -> None:
        self.bucket.blob(name).upload_from_string(_text(document), "application/json", **conditions)


def _text(document: Document) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def download(bucket: storage.Bucket, prefix: str, folder: Path) -> None:
    """Every object under `prefix`, into `folder`. ProjectError if there is none."""
    found = list(bucket.list_blobs(prefix=prefix))
    if not found:
        raise ProjectError(f"there is nothing under gs://{bucket.name}/{prefix}")
    for blob in found:
        path = folder / blob.name.removeprefix(prefix)
        path.parent.mkdir(parents=True, exist_ok=True)
        blob.download_to_filename(str(path))
