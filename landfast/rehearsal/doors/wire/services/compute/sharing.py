"""Shared VPC by the wire: whose networks are lent, and to whom."""

from __future__ import annotations

from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.shared_network import BORROWER, HOST, UNUSABLE, host_of
from landfast.rehearsal.cloud.refusal import bad_request
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Handler
from landfast.rehearsal.doors.wire.services.compute.places import project_content


def _enable_host(asked: Asked) -> Object:
    asked.cloud.answer(Call("create", kind(HOST), fields={"project": asked.project}))
    return _done(asked)


def _disable_host(asked: Asked) -> Object:
    if asked.store.get(HOST, asked.project) is None:
        raise bad_request(
            f"Invalid resource usage: ''projects/{asked.project}' is not a shared VPC host project.'.", UNUSABLE
        )
    asked.cloud.answer(Call("delete", kind(HOST), asked.project))
    return _done(asked)


def _enable(asked: Asked) -> Object:
    fields = {"host_project": asked.project, "service_project": _borrower(asked)}
    asked.cloud.answer(Call("create", kind(BORROWER), fields=fields))
    return _done(asked)


def _disable(asked: Asked) -> Object:
    name = f"{asked.project}/{_borrower(asked)}"
    if asked.store.get(BORROWER, name) is None:
        raise bad_request(
            f"Invalid resource usage: ''projects/{_borrower(asked)}' is not a service project of it.'.", UNUSABLE
        )
    asked.cloud.answer(Call("delete", kind(BORROWER), name))
    return _done(asked)


def _borrower(asked: Asked) -> str:
    """By its id, whether it is named so or by its number."""
    named = asked.body.get("xpnResource") or {}
    if named.get("type") != "PROJECT" or not named.get("id"):
        raise bad_request("Invalid value for field 'resource.xpnResource': a project is expected.", "invalid")
    return asked.project_id(str(named["id"]).removeprefix("projects/"))


def _done(asked: Asked) -> Object:
    return operations.done(asked, f"projects/{asked.project}", None, "")


def _host(asked: Asked) -> Object:
    """https://cloud.google.com/compute/docs/reference/rest/v1/projects/getXpnHost: empty where there is none."""
    found = host_of(asked.store, asked.project)
    return project_content(asked.store, found) if found else {}


HANDLERS: dict[str, Handler] = {
    "projects.enableXpnHost": _enable_host,
    "projects.disableXpnHost": _disable_host,
    "projects.enableXpnResource": _enable,
    "projects.disableXpnResource": _disable,
    "projects.getXpnHost": _host,
}
