"""Artifact Registry: repositories, and what was pushed into those of containers."""

from __future__ import annotations

from urllib.parse import unquote

from landfast.provider.values import Object
from landfast.rehearsal.cloud.images import PUSHED
from landfast.rehearsal.cloud.refusal import not_found
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Collection, Differences, Handler, Service

PACKAGES = "projects.locations.repositories.packages"


def _tag(asked: Asked) -> Object:
    return {"name": asked.path, "version": _pushed(asked, ":")}


def _version(asked: Asked) -> Object:
    return {"name": _pushed(asked, "@")}


def _pushed(asked: Asked, mark: str) -> str:
    """The full name of a version, for what people pull by its name, `mark` and a tag or digest."""
    repository, _packages, rest = asked.path.partition("/packages/")
    package, _kind, last = rest.rsplit("/", 2)
    _projects, project, _locations, place, _repositories, name = repository.split("/")
    image = f"{place}-docker.pkg.dev/{project}/{name}/{unquote(package)}{mark}{last}"
    if asked.store.get(PUSHED, image) is None:
        raise not_found(f"Requested entity was not found: {asked.path}")
    return f"{repository}/packages/{package}/versions/{last}"


HANDLERS: dict[str, Handler] = {f"{PACKAGES}.tags.get": _tag, f"{PACKAGES}.versions.get": _version}
SERVICE = Service(
    "artifactregistry.v1",
    (
        Collection(
            "projects.locations.repositories",
            "google_artifact_registry_repository",
            differs=Differences(keyed={"cleanup_policies": "id"}),
        ),
    ),
    handlers=HANDLERS,
    package="google.devtools.artifactregistry.v1",
)
