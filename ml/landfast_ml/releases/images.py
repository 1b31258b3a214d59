"""Images: the one that every step runs in, named by its content, and copies of those from outside, pinned by digest.

All stand in the environment's own registry: from elsewhere they could be anywhere, and change.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.versions import image_version

FOLDER = "images"
DIGESTS = "digests.json"


@dataclass(frozen=True, slots=True)
class Outside:
    """An image from outside; `digest` is empty until it was mirrored. `build_arg`: what the Dockerfiles call it."""

    name: str
    source: str
    why: str
    build_arg: str
    digest: str

    @property
    def repository(self) -> str:
        return self.source.rpartition(":")[0]

    @property
    def tag(self) -> str:
        return self.source.rpartition(":")[2]

    def mirror(self, job: Job) -> str:
        """Where its copy is in the environment's registry, without tag or digest."""
        return f"{job.environment.registries['containers']}/mirror/{self.name}"


def default_image(job: Job) -> str:
    """Tagged by what is in it: another code or configuration, another image."""
    return f"{job.environment.registries['containers']}/{job.project.name}:{image_version(job.project)}"


def checked(job: Job, image: str) -> str:
    """`image`, if it is from the environment's own registry; UsageError if not: others may be anywhere."""
    registry = job.environment.registries["containers"]
    if not image.startswith(f"{registry}/"):
        raise UsageError(f"image {image} is not from the environment's registry: use one under {registry}/")
    return image


def outside(root: Path) -> list[Outside]:
    """The images of `images/images.toml`, with the digests that were pinned."""
    declared = tomllib.loads((root / FOLDER / "images.toml").read_text(encoding="utf-8"))
    path = root / FOLDER / DIGESTS
    digests = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return [
        Outside(name, one["source"], one["why"], one.get("build_arg", ""), digests.get(name, ""))
        for name, one in declared.items()
    ]


def base_images(job: Job) -> dict[str, str]:
    """Build argument -> image by digest. ProjectError if one was not mirrored: a tag could be anything tomorrow."""
    used = [image for image in outside(job.root) if image.build_arg]
    missing = [image.name for image in used if not image.digest]
    if missing:
        raise ProjectError(f"{', '.join(missing)} not mirrored yet: `images mirror` copies and pins what is built on")
    return {image.build_arg: f"{image.mirror(job)}@{image.digest}" for image in used}


def pin(root: Path, digests: dict[str, str]) -> Path:
    """Write the digests; ProjectError if one was pinned before and is another now: its tag has moved."""
    moved = [one.name for one in outside(root) if one.digest and digests.get(one.name, one.digest) != one.digest]
    if moved:
        raise ProjectError(f"{', '.join(moved)}: the tag has another digest than {FOLDER}/{DIGESTS}: look why")
    path = root / FOLDER / DIGESTS
    known = {one.name: one.digest for one in outside(root) if one.digest} | digests
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    partial.replace(path)
    return path
