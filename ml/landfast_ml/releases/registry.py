"""Images: built once with labels that say of what, found and copied by digest. Here a file stands for each."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from landfast_ml.containers.images import base_images
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.versions import image_version


@dataclass(frozen=True, slots=True)
class Image:
    """`name` without tag or digest; `labels` are part of what `digest` is of."""

    name: str
    tag: str
    digest: str
    labels: Mapping[str, str]

    @property
    def pinned(self) -> str:
        return f"{self.name}@{self.digest}"


class Registry(Protocol):
    """The container registry of an environment."""

    def find(self, name: str, tag: str) -> Image | None:
        """The image, or None if there is no such tag."""

    def build(self, name: str, tag: str, labels: Mapping[str, str]) -> None:
        """Build the image of this checkout and push it."""

    def copy(self, image: Image, name: str) -> None:
        """The same manifest under another name, with the same tag."""


def image_of(job: Job) -> tuple[str, str]:
    """Name and tag of this checkout's image in the registry of the job's environment."""
    return f"{job.environment.registries['containers']}/{job.project.name}", image_version(job.project)


def open_registry(job: Job) -> Registry:
    return FolderRegistry(job.root / ".local" / "registry") if job.target == "local" else RemoteRegistry(job)


class FolderRegistry:
    """A file for each image: what it was made of, so that a release can be tried without a registry."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, name: str, tag: str) -> Path:
        return self.folder / name / f"{tag}.json"

    def find(self, name: str, tag: str) -> Image | None:
        path = self._path(name, tag)
        if not path.is_file():
            return None
        content = path.read_bytes()
        digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
        return Image(name, tag, digest, json.loads(content)["labels"])

    def build(self, name: str, tag: str, labels: Mapping[str, str]) -> None:
        self._write(name, tag, json.dumps({"content": tag, "labels": dict(labels)}, sort_keys=True).encode())

    def copy(self, image: Image, name: str) -> None:
        self._write(name, image.tag, self._path(image.name, image.tag).read_bytes())

    def _write(self, name: str, tag: str, content: bytes) -> None:
        path = self._path(name, tag)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class RemoteRegistry:
    """By `crane`, which copies a manifest as it is, so that the digest stays; `docker` builds."""

    def find(self, name: str, tag: str) -> Image | None:
        found = run_program("crane", "digest", f"{name}:{tag}", check=False)
        if found is None:
            return None
        digest = found.strip()
        described = json.loads(run_program("crane", "config", f"{name}@{digest}") or "{}")
        return Image(name, tag, digest, described.get("config", {}).get("Labels") or {})

    def __init__(self, job: Job) -> None:
        self.job = job

    def build(self, name: str, tag: str, labels: Mapping[str, str]) -> None:
        words = [word for label, value in labels.items() for word in ("--label", f"{label}={value}")]
        words += [word for base in base_images(self.job).items() for word in ("--build-arg", "=".join(base))]
        words += ["--build-arg", f"CODE_REVISION={labels['revision']}", "--tag", f"{name}:{tag}"]
        # Docker takes its value from the environment, if it is set there.
        words += ["--build-arg", "PACKAGE_INDEX"]
        for arguments in (["build", *words, str(self.job.root)], ["push", f"{name}:{tag}"]):
            # Minutes of work: what it says is shown.
            if subprocess.run([_found("docker"), *arguments], check=False).returncode:
                raise ProjectError(f"`docker {arguments[0]}` failed, see above")

    def copy(self, image: Image, name: str) -> None:
        run_program("crane", "copy", image.pinned, f"{name}:{image.tag}")


def run_program(program: str, *arguments: str, check: bool = True) -> str | None:
    """What it printed; None if `check` is off and there is no such image. Any other failure is an error."""
    done = subprocess.run([_found(program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return done.stdout
    missing = any(word in done.stderr for word in ("MANIFEST_UNKNOWN", "NAME_UNKNOWN", "404 Not Found"))
    if missing and not check:
        return None
    raise ProjectError(f"`{program} {arguments[0]}` failed: {done.stderr.strip()[-500:]}")


def _found(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise ProjectError(f"{program} is not on PATH: install it, or let CI release")
    return path
