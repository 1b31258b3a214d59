"""Where Terraform keeps the states of an environment: chosen by the target, written into every stack. No CDK import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StateFiles:
    """A file beside each stack's configuration, on this machine."""


@dataclass(frozen=True, slots=True)
class StateBucket:
    """An object for each stack in a bucket of Cloud Storage."""

    bucket: str


Backend = StateFiles | StateBucket


def to_json(backend: Backend) -> dict[str, str]:
    """The backend as plain data: it crosses to the process that synthesizes."""
    return {"bucket": backend.bucket} if isinstance(backend, StateBucket) else {}


def parse(content: Mapping[str, str]) -> Backend:
    """What `to_json` made plain."""
    return StateBucket(content["bucket"]) if content else StateFiles()
