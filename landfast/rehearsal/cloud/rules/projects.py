"""The life of projects: a free id, a standing project around every resource, liens."""

from __future__ import annotations

import re

from landfast.rehearsal.cloud.call import Request
from landfast.rehearsal.cloud.projects import find_project
from landfast.rehearsal.cloud.refusal import Refusal, already_exists, bad_request, forbidden, not_found

PROJECT_ID = re.compile(r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$")
LIEN = "google_resource_manager_lien"


def check(request: Request) -> None:
    if request.type.name == "google_project":
        _check_project(request)
    elif request.operation != "delete" and request.project and find_project(request.store, request.project) is None:
        raise _missing(request)


def _missing(request: Request) -> Refusal:
    if request.type.facts.api == "storage.googleapis.com":
        return not_found("The requested project was not found.")
    return forbidden(f"Permission denied on resource project {request.project}.", "CONSUMER_INVALID")


def _check_project(request: Request) -> None:
    if request.operation == "create":
        _check_new(request)
    elif request.operation == "delete":
        _check_liens(request)


def _check_new(request: Request) -> None:
    name = request.text("project_id")
    if not PROJECT_ID.match(name):
        raise bad_request(
            f"field [project_id] has issue [project_id contains invalid characters or length: {name}]",
            "invalidArgument",
        )
    # Also a deleted project keeps its id, for good.
    if request.find("google_project", request.id) or request.store.deleted("google_project", request.id):
        raise already_exists("Requested entity already exists")


def _check_liens(request: Request) -> None:
    own = {f"projects/{request.project}", f"projects/{request.text('number')}"}
    for lien in request.store.list(LIEN):
        if lien.body.get("parent") in own and "resourcemanager.projects.delete" in (
            lien.body.get("restrictions") or []
        ):
            raise bad_request(
                f"A lien to prevent deletion was placed on the project by {lien.body.get('origin')}. "
                "Remove the lien to allow deletion.",
                "failedPrecondition",
            )
