"""Where Terraform keeps the states of an environment: chosen by the target, written into every stack. No CDK import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, get_args

from landfast.gcp.universes import PUBLIC, Universe, universe_at

Part = Literal["backend", "provider"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class StateFiles:
    """A file beside each stack's configuration, on this machine, and nobody who signs in anywhere."""

    acting: ClassVar[tuple[Part, ...]] = ()


@dataclass(frozen=True, slots=True)
class StateBucket:
    """An object for each stack in a bucket of Cloud Storage.

    `acting`: what of Terraform acts as `google.impersonate` by itself. That asks Google alone, wherever its APIs
    answer; what does not do it has the token of that account.
    """

    bucket: str
    universe: Universe = PUBLIC
    acting: tuple[Part, ...] = PARTS

    @property
    def endpoint(self) -> str | None:
        """What Terraform's backend has to be told of where the states are; None for where it looks by itself."""
        return None if self.universe.is_google else f"https://{self.universe.host('storage')}/storage/v1/"


Backend = StateFiles | StateBucket


def to_json(backend: Backend) -> dict[str, Any]:
    """The backend as plain data: it crosses to the process that synthesizes."""
    if isinstance(backend, StateFiles):
        return {}
    return {"bucket": backend.bucket, "universe": backend.universe.domain, "acting": list(backend.acting)}


def parse(content: Mapping[str, Any]) -> Backend:
    """What `to_json` made plain."""
    if not content:
        return StateFiles()
    return StateBucket(content["bucket"], universe_at(content["universe"]), tuple(content["acting"]))
