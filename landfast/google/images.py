"""Images that people push: whether one is there yet, and what runs it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from landfast.google.api import GoogleApi

ARTIFACTS, RUN = "https://artifactregistry.googleapis.com/v1", "https://run.googleapis.com/v2"


@dataclass(frozen=True, slots=True)
class ServedImage:
    """`image` (`mlflow:3.6.0`, `mlflow@sha256:...`) in a `repository`, and the service that runs it, by full names."""

    repository: str
    image: str
    service: str

    @property
    def part(self) -> str:
        """What Artifact Registry calls it. https://cloud.google.com/artifact-registry/docs/reference/rest"""
        name, at, digest = self.image.partition("@")
        name, _colon, tag = (name, "", "") if at else name.rpartition(":")
        kind = "versions" if at else "tags"
        return f"{self.repository}/packages/{quote(name, safe='')}/{kind}/{quote(digest or tag, safe=':')}"


def is_awaited(api: GoogleApi, served: ServedImage) -> bool:
    """Whether nobody has pushed it yet, and nothing runs it that would have to go. Raises: UserError."""
    return api.find(f"{ARTIFACTS}/{served.part}") is None and api.find(f"{RUN}/{served.service}") is None
