"""Records beside the states in their bucket, so that whoever works on these next finds them, from any machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from landfast.google.api import GoogleApi

STORAGE = "https://storage.googleapis.com"


@dataclass(frozen=True, slots=True)
class GoogleRecords:
    """JSON objects of Cloud Storage. All raise UserError."""

    api: GoogleApi

    def read(self, bucket: str, name: str) -> Mapping[str, Any] | None:
        """None if there is none."""
        return self.api.get(_object(bucket, name), alt="media")

    def names(self, bucket: str, prefix: str) -> list[str]:
        found = self.api.pages(f"{STORAGE}/storage/v1/b/{bucket}/o", "items", prefix=prefix)
        return [str(one["name"]) for one in found]

    def write(self, bucket: str, name: str, content: Mapping[str, Any]) -> None:
        """Whole or not at all, as every object of a bucket."""
        into = f"{STORAGE}/upload/storage/v1/b/{bucket}/o?uploadType=media&name={quote(name, safe='')}"
        self.api.upload(into, content)

    def remove(self, bucket: str, name: str) -> None:
        """What does not stand is no error."""
        self.api.delete(_object(bucket, name))


def _object(bucket: str, name: str) -> str:
    return f"{STORAGE}/storage/v1/b/{bucket}/o/{quote(name, safe='')}"
