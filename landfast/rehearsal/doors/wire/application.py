"""The wire: requests in, responses out. Whatever comes in, what goes out is Google's status and body."""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from landfast.gcp.machine_types import has_public_images
from landfast.provider.values import Object
from landfast.rehearsal.cloud.api_kind import Kind
from landfast.rehearsal.cloud.call import Call
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.documents import document
from landfast.rehearsal.cloud.principal import EVERYBODYS_OWNER
from landfast.rehearsal.cloud.refusal import Refusal, bad_request
from landfast.rehearsal.cloud.rules import projects as project_rule
from landfast.rehearsal.cloud.rules import services as service_rule
from landfast.rehearsal.doors.wire.asked import Asked
from landfast.rehearsal.doors.wire.checking import check_body, check_query, content_of, in_names
from landfast.rehearsal.doors.wire.masks import partial
from landfast.rehearsal.doors.wire.messages import Request, Response
from landfast.rehearsal.doors.wire.methods import handler
from landfast.rehearsal.doors.wire.permitted import check_permitted
from landfast.rehearsal.doors.wire.problems import NotAnswered, error_response, missing_page, unauthenticated
from landfast.rehearsal.doors.wire.routing import Route, candidates, is_googles, route
from landfast.rehearsal.doors.wire.services import SERVICES
from landfast.rehearsal.doors.wire.services.storage_api.plain import as_download
from landfast.rehearsal.doors.wire.tokens import whose
from landfast.rehearsal.doors.wire.tolerated import TOLERATED
from landfast.rehearsal.faults import Faults, Operation

LOG = logging.getLogger(__name__)
OPERATIONS: Mapping[str, Operation] = {
    "create": "create", "insert": "create", "patch": "update", "update": "update", "delete": "delete", "get": "read",
    "list": "read", "getIamPolicy": "read", "testIamPermissions": "read",
}  # fmt: skip


@dataclass(frozen=True)
class Wire:
    """`token`: what a request must carry to be answered; empty for callers in this process. `caller`: whose it is.

    A token that was given out here is another's, who then asks.
    """

    cloud: Cloud
    faults: Faults = field(default=None)  # type: ignore[assignment]
    token: str = ""
    memory: dict[str, bytes] = field(default_factory=dict)
    caller: str = EVERYBODYS_OWNER

    def __post_init__(self) -> None:
        object.__setattr__(self, "cloud", self.cloud.asked_by(self.caller))
        if self.faults is None:
            object.__setattr__(self, "faults", Faults((), self.cloud.store))

    def answer(self, request: Request) -> Response:
        """Never raises."""
        override = request.headers.get("x-http-method-override", "")
        if override and request.verb == "POST":
            request = replace(request, verb=override.upper())
        try:
            caller = self._authenticated(request)
            found = route(SERVICES, request)
            if found is None and (download := as_download(self.cloud.store, request)):
                request, found = download, route(SERVICES, download)
            if found is None:
                raise _missing(request.host)
        except Refusal as refusal:
            return _unrouted(request, refusal)
        project = ""
        try:
            asked = self._asked(found, request, caller)
            project = asked.project
            return self._done(asked)
        except Refusal as refusal:
            return _refused(found, refusal, project)
        except Exception:  # a fault of this program's own is no answer of Google's
            LOG.exception("%s %s", request.verb, request.path)
            fault = Refusal(500, "INTERNAL", "Internal error encountered.", "backendError")
            return _refused(found, fault, project)

    def _authenticated(self, request: Request) -> str:
        """Who asks."""
        if not self.token:
            return self.caller
        kind, _space, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            if hmac.compare_digest(given.strip().encode(), self.token.encode()):
                return self.caller
            if (found := whose(self.memory, given.strip())) is not None:
                return found
        raise unauthenticated(given=bool(given))

    def _asked(self, found: Route, request: Request, caller: str) -> Asked:
        known = document(found.service.document)
        query = {name: values for name, values in request.query.items() if name not in TOLERATED.parameters}
        check_query(known, found.method, query)
        if request.parameter("alt") not in ("", "json", "media") or request.parameter("$alt") not in (
            "", "json", "json;enum-encoding=int"
        ):  # fmt: skip
            raise bad_request(f"Invalid value for alt: {request.parameter('alt') or request.parameter('$alt')}")
        body: Object = {}
        if not found.upload:
            body = TOLERATED.content(content_of(request.body))
            check_body(known, found.method, body, TOLERATED.names)
            body = in_names(known, known.schema(found.method.request), body)
        cloud = self.cloud.asked_by(caller)
        return Asked(cloud, self.faults, found.service, found.method, found.values, request, body, self.memory, caller)

    def _done(self, asked: Asked) -> Response:
        handle = handler(asked.service, asked.method.id)
        if handle is None:
            raise NotAnswered(f"{asked.service.document.partition('.')[0]}.{asked.method.id}")
        if asked.flag("validateOnly"):
            raise NotAnswered(f"{asked.method.id} with validateOnly")
        _open(asked)
        check_permitted(asked)
        target = _target(asked)
        if target is not None:
            self.faults.before(*target)
        with self.cloud.store.transaction():
            answer = handle(asked)
        if target is not None:
            self.faults.after(*target)
        return _shown(asked.request, answer)


def _missing(host: str) -> Refusal:
    """Of an API that Google has nothing is known here: 404 would say that what is asked for isn't there."""
    served = any(candidates(SERVICES, host))
    return missing_page() if served or not is_googles(host) else NotAnswered(f"any method of {host}")


def _shown(request: Request, answer: Object | Response) -> Response:
    if isinstance(answer, Response):
        return answer
    fields = request.parameter("fields")
    content = partial(answer, fields) if fields else answer
    pretty = request.parameter("prettyPrint") or request.parameter("$prettyPrint")
    return Response.of(content, pretty=pretty.lower() != "false")


def _open(asked: Asked) -> None:
    """A project that there is, and that has the API: what else can be asked for in it does not matter."""
    collection = asked.service.collection(asked.method.collection)
    if not asked.project or asked.service.api in service_rule.OF_THE_CALLER or has_public_images(asked.project):
        return
    call = Call("read", Kind(asked.service.api, "", "", collection.kind if collection else ""), "", asked.project)
    project_rule.check(call, asked.store)
    service_rule.check(call, asked.store)


def _target(asked: Asked) -> tuple[str, Operation, Object] | None:
    """What a fault may be about: kind, operation, and the texts that tell which one."""
    collection = asked.service.collection(asked.method.collection)
    if collection is None:
        return None
    texts: Object = {**asked.values, **{name: values[-1] for name, values in asked.request.query.items()}}
    texts |= {name: value for name, value in asked.body.items() if isinstance(value, str)}
    known = {*asked.values, "last", "path", "project_id"}
    named = not asked.is_of_all and known.issuperset(re.findall(r"\{(\w+)\}", collection.name))
    texts["id"] = asked.name if named else asked.path
    if asked.method.name == "setIamPolicy":
        return f"{collection.kind}_iam_member", "create", texts
    return collection.kind, OPERATIONS.get(asked.method.name, "update"), texts


def _refused(found: Route, refusal: Refusal, project: str) -> Response:
    service = found.service
    name = f"{service.package or service.short}.{found.method.id}"
    return error_response(refusal, service.api, name, classic=service.classic, project=project)


def _unrouted(request: Request, refusal: Refusal) -> Response:
    service = next(candidates(SERVICES, request.host), None) if request.host else None
    classic = service is not None and service.classic
    return error_response(refusal, request.host, "", classic=classic)
