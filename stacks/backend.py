"""Where Terraform keeps the states of an environment: chosen by the target, written into every stack. No CDK import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from landfast.gcp.universes import PUBLIC, Universe, universe_at


@dataclass(frozen=True, slots=True)
class StateFiles:
    """A file beside each stack's configuration, on this machine."""


@dataclass(frozen=True, slots=True)
class StateBucket:
    """An object for each stack in a bucket of Cloud Storage."""

    bucket: str
    universe: Universe = PUBLIC

    @property
    def endpoint(self) -> str | None:
        """What Terraform's backend has to be told of where the states are; None for where it looks by itself."""
        return None if self.universe.is_google else f"https://{self.universe.host('storage')}/storage/v1/"


Backend = StateFiles | StateBucket


def to_json(backend: Backend) -> dict[str, str]:
    """The backend as plain data: it crosses to the process that synthesizes."""
    return {"bucket": backend.bucket, "universe": backend.universe.domain} if isinstance(backend, StateBucket) else {}


def parse(content: Mapping[str, str]) -> Backend:
    """What `to_json` made plain."""
    return StateBucket(content["bucket"], universe_at(content["universe"])) if content else StateFiles()
