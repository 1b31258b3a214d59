"""The bills of materials in a bundle of evidence: of landfast's own installation, and of each project's image."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from landfast_ml.contract import layout

from landfast import __version__
from landfast.core.digests import sha256
from landfast.core.errors import InputError, Problem
from landfast.core.files import shown
from landfast.evidence.facts import Components
from landfast.evidence.materials import BaseImage, BillOf, bill, installed, locked
from landfast.projects.subjects import projects_beside
from landfast.targets.workspace import Workspace

# Of the checkout; an installed wheel has none.
LOCK = Path(__file__).parents[2] / "requirements.lock"
DOCKERFILE, DIGESTS = "Dockerfile", "images.json"
BASE = re.compile(r"^ARG (\w+_IMAGE)\b", re.MULTILINE)


def materials(workspace: Workspace, day: dt.date) -> Iterator[tuple[Components, bytes]]:
    """Each with what the documents say of it. Raises: InputError if a project's files can't be read."""
    lock = LOCK.read_text(encoding="utf-8") if LOCK.is_file() else ""
    sources = {LOCK.name: sha256(lock.encode())} if lock else {}
    yield _written("landfast", BillOf("landfast", __version__, installed(lock), (), sources), day)
    for folder, project in projects_beside(workspace).items():
        yield _written(folder, _of_project(folder, project.folder), day)


def _written(name: str, made: BillOf, day: dt.date) -> tuple[Components, bytes]:
    count = len(made.packages) + len(made.images)
    said = ", ".join(f"{source} {digest}" for source, digest in made.sources.items()) or "what is installed"
    return Components(f"sbom/{name}.cdx.json", made.name, count, said), bill(made, day)


def _of_project(name: str, folder: Path) -> BillOf:
    """Its image is built of the lock for the cloud; one that runs here alone has the other."""
    paths = [folder / one for one in (layout.CLOUD_LOCK, layout.LOCK)]
    lock = next((path for path in paths if path.is_file()), None)
    if lock is None:
        fact, step = "has no lock", f"`make -C {shown(folder)} lock` writes it"
        raise InputError([Problem(shown(folder), fact, next_step=step)])
    content = lock.read_bytes()
    sources = {lock.name: sha256(content)}
    dockerfile, digests = folder / DOCKERFILE, folder / DIGESTS
    if dockerfile.is_file():
        sources[DOCKERFILE] = sha256(dockerfile.read_bytes())
    images = tuple(_images(dockerfile, digests))
    return BillOf(name, sha256(content)[:19], locked(content.decode()), images, sources)


def _images(dockerfile: Path, digests: Path) -> Iterator[BaseImage]:
    """Those that were pinned, by their digests; before that what the Dockerfile takes as arguments."""
    pinned = _pinned(digests) if digests.is_file() else {}
    if pinned:
        yield from (BaseImage(name, digest) for name, digest in sorted(pinned.items()))
    elif dockerfile.is_file():
        yield from (BaseImage(name, "") for name in BASE.findall(dockerfile.read_text(encoding="utf-8")))


def _pinned(path: Path) -> Mapping[str, str]:
    try:
        return {str(name): str(digest) for name, digest in json.loads(path.read_bytes()).items()}
    except (ValueError, AttributeError):
        step = "`landfast-ml images mirror` writes it anew"
        raise InputError([Problem(shown(path), "is no list of digests", next_step=step)]) from None
