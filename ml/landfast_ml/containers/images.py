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
from landfast_ml.project import Project
from landfast_ml.versions import image_version

DECLARED = Path(__file__).with_name("images.toml")
DIGESTS = "images.json"


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


def outside(project: Project) -> list[Outside]:
    """The images that a project needs, with the digests that were pinned in its `images.json`."""
    declared = tomllib.loads(DECLARED.read_text(encoding="utf-8"))
    digests = _digests(project.root)
    return [
        Outside(name, one["source"], one["why"], one.get("build_arg", ""), digests.get(name, ""))
        for name, one in declared.items()
        if "only_with" not in one or set(one["only_with"]) & set(project.orchestrators)
    ]


def _digests(root: Path) -> dict[str, str]:
    path = root / DIGESTS
    if not path.is_file():
        return {}
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found


def base_images(job: Job) -> dict[str, str]:
    """Build argument -> image by digest. ProjectError if one was not mirrored: a tag could be anything tomorrow."""
    used = [image for image in outside(job.project) if image.build_arg]
    missing = [image.name for image in used if not image.digest]
    if missing:
        raise ProjectError(f"{', '.join(missing)} not mirrored yet: `images mirror` copies and pins what is built on")
    return {image.build_arg: f"{image.mirror(job)}@{image.digest}" for image in used}


def pin(root: Path, digests: dict[str, str]) -> Path:
    """Write the digests; ProjectError if one was pinned before and is another now: its tag has moved."""
    known = _digests(root)
    moved = [name for name, digest in digests.items() if known.get(name, digest) != digest]
    if moved:
        raise ProjectError(f"{', '.join(moved)}: the tag has another digest than {DIGESTS}: look why")
    path = root / DIGESTS
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(known | digests, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    partial.replace(path)
    return path
