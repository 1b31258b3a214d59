"""Names that are unique in the world: the project's id, and the buckets'."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from landfast import __version__
from landfast.core.errors import UserError
from landfast.doctor.line import Line
from landfast.doctor.subject import Examined
from landfast.google.api import GoogleRefusalError
from landfast.google.examining import DENIED, GoogleExamination
from landfast.google.records import GoogleRecords
from landfast.stacks.required import REQUIRED_PROVIDER
from landfast.terraform.made_with import MADE_WITH, MadeWith

FOUNDATION = "foundation"
BOOTSTRAP = "landfast bootstrap --target google"
OTHER = "set google.project_suffix, e.g. to `k7`: names of projects and buckets end with it"


def name_lines(examined: Examined, google: GoogleExamination, project: Mapping[str, Any] | None) -> Iterator[Line]:
    """`project`: as it stands, None if it is not shown. Raises: UserError."""
    yield _project(examined, google, project)
    yield from _state_bucket(examined, google)
    yield from _made_with(examined, google)
    number = str((project or {}).get("name", "")).removeprefix("projects/")
    buckets = sorted(set(examined.texts("google_storage_bucket", "name")))
    taken = [name for name in buckets if _is_somebody_elses(google, name, number)]
    if taken:
        yield Line("names", "buckets", "fail", f"taken by somebody else: {', '.join(taken)}", OTHER)
    elif buckets:
        yield Line("names", "buckets", "pass", f"{len(buckets)} are free, or the project's own")


def _project(examined: Examined, google: GoogleExamination, project: Mapping[str, Any] | None) -> Line:
    name = examined.project
    if project is None and examined.names.standing:
        said = f"{name} is of google.projects, and does not stand, or is not shown"
        step = "look at google.projects; or ask for roles/browser on the project"
        return Line("names", "project", "fail", said, step)
    if project is None:
        taken = google.is_taken(name)
        if taken is None:
            return Line("names", "project", "unknown", f"whether {name} is free is not told", OTHER)
        if taken:
            return Line("names", "project", "fail", f"{name} is somebody else's, or not shown", OTHER)
        return Line("names", "project", "pass", f"{name} is free")
    if project.get("state") == "DELETE_REQUESTED":
        said = f"{name} was deleted less than 30 days ago: `landfast up` restores it, with what is in it"
        return Line("names", "project", "warn", said, f"`gcloud projects undelete {name}`, or {OTHER}")
    return Line("names", "project", "pass", f"{name} stands")


def _state_bucket(examined: Examined, google: GoogleExamination) -> Iterator[Line]:
    name = examined.names.state_bucket
    try:
        found = google.bucket(name)
    except GoogleRefusalError as error:
        if error.status != DENIED:
            raise
        step = f"ask for roles/storage.objectAdmin and roles/storage.legacyBucketReader on gs://{name}; or {OTHER}"
        yield Line("names", "state bucket", "fail", f"{name} is somebody else's, or not shown", step)
        return
    if found is None:
        yield Line("names", "state bucket", "fail", f"{name} does not stand, and keeps the states", _made(examined))
    elif str(found.get("location", "")).lower() != examined.region:
        step = f"move what it holds to one in {examined.region}: a bucket can't be moved"
        yield Line("names", "state bucket", "warn", f"{name} is in {found.get('location')}", step)
    elif not (found.get("versioning") or {}).get("enabled"):
        yield Line("names", "state bucket", "warn", f"{name} keeps no older states", f"`{BOOTSTRAP}`")
    else:
        yield Line("names", "state bucket", "pass", f"{name} stands in {examined.region} and keeps older states")


def _made_with(examined: Examined, google: GoogleExamination) -> Iterator[Line]:
    """What last brought the environment up; nothing of one that never was."""
    place = f"{examined.names.environment}/{FOUNDATION}/{MADE_WITH}"
    try:
        found = GoogleRecords(google.api).read(examined.names.state_bucket, place)
    except GoogleRefusalError as error:
        if error.status != DENIED:
            raise
        # That the bucket is not to be read is said of the bucket.
        return
    if found is None:
        return
    try:
        before = MadeWith.parse(found)
    except UserError as error:
        yield Line("names", "versions", "fail", str(error), "upgrade landfast")
        return
    problems = list(before.newer_than(__version__, REQUIRED_PROVIDER))
    for problem in problems:
        yield Line("names", "versions", "fail", f"{problem.fact}; {problem.limit}", str(problem.next_step))
    if not problems:
        yield Line("names", "versions", "pass", f"brought up last by {before}")


def _made(examined: Examined) -> str:
    if examined.google.quota_project:
        return f"`{BOOTSTRAP}`"
    return f"name a project that stands in google.quota_project, then `{BOOTSTRAP}`"


def _is_somebody_elses(google: GoogleExamination, name: str, number: str) -> bool:
    """Cloud Storage says of a bucket of nobody's that there is none, of somebody else's that it may not be seen."""
    try:
        found = google.bucket(name)
    except GoogleRefusalError as error:
        if error.status != DENIED:
            raise
        return True
    return found is not None and str(found.get("projectNumber")) != number
