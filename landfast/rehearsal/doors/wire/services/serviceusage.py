"""Service Usage: APIs of a project, enabled one by one or many at once."""

from __future__ import annotations

from landfast.gcp.services import title
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.kinds.service import refuse_unknown
from landfast.rehearsal.cloud.projects import find_project, project_number
from landfast.rehearsal.cloud.refusal import bad_request, forbidden
from landfast.rehearsal.cloud.rules.services import FROM_THE_START
from landfast.rehearsal.doors.wire import operations
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.pages import matches, paged

KIND = "google_project_service"
MOST = 20


def _project(asked: Asked) -> str:
    if find_project(asked.store, asked.project) is None:
        # https://github.com/hashicorp/terraform-provider-google: what it asks of 00000000000, it wants to hear so.
        raise forbidden(f"Project '{asked.project}' not found or permission denied.")
    return asked.project


def _content(asked: Asked, project: str, name: str) -> Object:
    number = project_number(project)
    enabled = name in FROM_THE_START or asked.store.get(KIND, f"{project}/{name}") is not None
    return {
        "name": f"projects/{number}/services/{name}",
        "parent": f"projects/{number}",
        "config": {"name": name, "title": title(name)},
        "state": "ENABLED" if enabled else "DISABLED",
    }


def _get(asked: Asked) -> Object:
    refuse_unknown([_named(asked)], _project(asked))
    return _content(asked, _project(asked), _named(asked))


def _named(asked: Asked) -> str:
    return asked.path.rpartition("/services/")[2]


def _list(asked: Asked) -> Object:
    project = _project(asked)
    own = (str(item.fields["service"]) for item in asked.store.list(KIND, project))
    contents = (_content(asked, project, name) for name in {*FROM_THE_START, *own})
    wanted = (content for content in contents if matches(asked, content))
    found, more = paged(asked, wanted, lambda content: str(content["config"]["name"]))
    return {"services": found, **more} if found else {}


def _enable(asked: Asked) -> Object:
    name, project = _named(asked), _project(asked)
    return operations.done(asked, asked.path, _enabled(asked, project, [name]), "EnableServiceResponse")


def _enabled(asked: Asked, project: str, names: list[str]) -> Object:
    for name in names:
        _make(asked, project, name)
    return {"service": _content(asked, project, names[0])}


def _make(asked: Asked, project: str, name: str) -> None:
    asked.cloud.answer(Call("create", kind(KIND), fields={"project": project, "service": name}))


def _batch(asked: Asked) -> Object:
    names, project = list(asked.body.get("serviceIds") or ()), _project(asked)
    if not names or len(names) > MOST:
        raise bad_request(f"1 to {MOST} services can be enabled at once: there are {len(names)}.")
    refuse_unknown(names, project)
    for name in names:
        _make(asked, project, name)
    found = [_content(asked, project, name) for name in names]
    return operations.done(asked, asked.path, {"services": found}, "BatchEnableServicesResponse")


def _batch_get(asked: Asked) -> Object:
    project, names = _project(asked), asked.request.query.get("names", ())
    return {"services": [_content(asked, project, name.rsplit("/", 1)[-1]) for name in names]}


def _disable(asked: Asked) -> Object:
    project, name = _project(asked), _named(asked)
    if asked.store.get(KIND, f"{project}/{name}") is None:
        raise bad_request(f"Service {name} is not enabled in {project}.", "failedPrecondition")
    wanted = {"disable_dependent_services": bool(asked.body.get("disableDependentServices"))}
    asked.cloud.answer(Call("delete", kind(KIND), f"{project}/{name}", project, wanted))
    content = {"service": _content(asked, project, name)}
    return operations.done(asked, asked.path, content, "DisableServiceResponse")


SERVICE = Service(
    "serviceusage.v1",
    handlers={
        "services.get": _get,
        "services.list": _list,
        "services.enable": _enable,
        "services.batchEnable": _batch,
        "services.batchGet": _batch_get,
        "services.disable": _disable,
    },
    package="google.api.serviceusage.v1",
    classic=True,
)
