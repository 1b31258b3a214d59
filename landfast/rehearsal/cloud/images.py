"""Container images: where one is, and whether it was pushed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from landfast.gcp.universes import PUBLIC, universes
from landfast.rehearsal.cloud.store import Store, StoredResource

# Rows of images in the store; not a kind: nothing of Terraform's pushes one.
PUSHED, EXPECTED = "container_image", "expected_container_image"
REPOSITORY = "google_artifact_registry_repository"
DOMAINS = "|".join(re.escape(each.registry) for each in (PUBLIC, *universes().values()))
PREFIXES = "|".join(each.prefix for each in universes().values())
REGISTRY = re.compile(
    rf"(?P<place>[a-z0-9-]+)-docker\.(?:{DOMAINS})/(?P<project>(?:{PREFIXES})"
    r"/[a-z0-9-]+|[a-z0-9:.-]+)/(?P<repository>[a-z0-9-]+)/.+"
)
OLD = re.compile(r"(?:(?:us|eu|asia)\.)?gcr\.io/(?P<project>[a-z0-9:.-]+)/.+")
# What Cloud Run pulls from: https://cloud.google.com/run/docs/deploying#images
HOSTS = re.compile(r"(?:[a-z0-9-]+\.)?gcr\.io|[a-z0-9-]+-docker\.pkg\.dev|(?:index\.|registry-1\.)?docker\.io")
PATH = re.compile(r"[a-z0-9._:/-]+(?:@sha256:[0-9a-f]{64})?")


@dataclass(frozen=True, slots=True)
class Image:
    """An image of a project's own registry; `repository` is the id of its repository, empty in the old registry."""

    name: str
    project: str
    repository: str


def registry_host(text: str) -> str | None:
    """The host that an image is pulled from, None if Cloud Run does not know it."""
    first, slash, _rest = text.partition("/")
    named = bool(slash) and ("." in first or ":" in first)
    host = first if named else "docker.io"
    # A tag may hold capitals, a repository may not.
    name, at, digest = text.partition("@")
    path = re.sub(r":\w[\w.-]{0,127}$", "", name) + at + digest
    return host if HOSTS.fullmatch(host) and PATH.fullmatch(path) else None


def parse_image(text: str) -> Image | None:
    """None for an image that is in no project."""
    found = REGISTRY.fullmatch(text)
    if found is not None:
        # What stands before a colon in the id is a part of the path here.
        project = found["project"].replace("/", ":")
        repository = f"projects/{project}/locations/{found['place']}/repositories/{found['repository']}"
        return Image(text, project, repository)
    old = OLD.fullmatch(text)
    return Image(text, old["project"], "") if old else None


def push(store: Store, image: Image) -> None:
    """Notes that an image is there."""
    store.put(StoredResource(PUSHED, image.name, image.project, {"name": image.name}))


def expect(store: Store, images: Iterable[str]) -> None:
    """Notes images that a person pushes as soon as there is a repository: where it stands, they are there."""
    for image in filter(None, map(parse_image, images)):
        if store.get(REPOSITORY, image.repository) is not None:
            push(store, image)
        else:
            store.put(StoredResource(EXPECTED, image.name, image.project, {"name": image.name}))


def push_expected(store: Store, repository: str, project: str) -> None:
    """Once a repository stands."""
    for row in store.list(EXPECTED, project):
        image = parse_image(row.name)
        if image is not None and image.repository == repository:
            push(store, image)
            store.delete(row)


def is_pushed(store: Store, image: Image) -> bool:
    """Whether an image can be pulled: a repository in front of another one has whatever that has."""
    if store.get(PUSHED, image.name) is not None:
        return True
    standing = store.get(REPOSITORY, image.repository)
    return standing is not None and standing.fields.get("mode") in ("REMOTE_REPOSITORY", "VIRTUAL_REPOSITORY")
