"""Which method of which API a request is for, by host, HTTP method and path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from landfast.provider.facts import custom_endpoints
from landfast.rehearsal.cloud.documents import Method, document, form_of, names_in
from landfast.rehearsal.doors.wire.definition import Service
from landfast.rehearsal.doors.wire.messages import Request

# `europe-west4-aiplatform`, `secretmanager.europe-west4.rep`: hosts of a place; `www` is shared by older APIs.
OF_A_PLACE = re.compile(r"(?:[a-z]+(?:-[a-z]+)+\d+-)?([a-z]+)(?:\.[a-z]+-[a-z]+\d+\.rep)?\.googleapis\.com")
# `https://{{region}}-aiplatform.googleapis.com/v1/`
ENDPOINT = re.compile(r"https://(?:\{\{\w+\}\}-)?([a-z]+)\.")
# In the form of a path what stands for a parameter, and is no word of it.
ANYTHING = re.compile(r"\(\?P<p\d+>|\[[^]]*\][+*]?|\.\*|[()\\]")
SHARED = ("", "www.googleapis.com")
Form = tuple[re.Pattern[str], Method, tuple[str, ...]]
UPLOAD, DOWNLOAD = re.compile(r"^(?:resumable/)?upload/"), re.compile(r"^download/")


@dataclass(frozen=True, slots=True)
class Route:
    """`values` are the parameters of the path, decoded."""

    service: Service
    method: Method
    values: Mapping[str, str]
    upload: bool = False


def route(services: Sequence[Service], request: Request) -> Route | None:
    """None if no API here has such a method."""
    path = UPLOAD.sub("", request.path)
    uploads = path != request.path
    plain = DOWNLOAD.sub("", path)
    downloads = plain != path
    # The parts of an upload are put where it was begun by a post.
    verb = "POST" if uploads and request.verb == "PUT" else request.verb
    for service in candidates(services, request.host):
        found = _in(service.document, verb, plain)
        if found is not None and found[0].uploads >= uploads and found[0].downloads >= downloads:
            return Route(service, *found, upload=uploads)
    return None


def candidates(services: Sequence[Service], host: str) -> Iterator[Service]:
    """APIs that answer at a host; where the client names none, all."""
    place = OF_A_PLACE.fullmatch(host)
    for service in services:
        if host in SHARED or (place is not None and service.short == place[1]):
            yield service


def is_googles(host: str) -> bool:
    """Whether an API of Google's answers there, of those that its provider for Terraform reaches."""
    place = OF_A_PLACE.fullmatch(host)
    return place is not None and place[1] in _googles()


@lru_cache(maxsize=1)
def _googles() -> frozenset[str]:
    return frozenset(found[1] for base in custom_endpoints().values() if (found := ENDPOINT.match(base)))


def _in(name: str, verb: str, path: str) -> tuple[Method, dict[str, str]] | None:
    for form, method, names in _forms(name, verb):
        found = form.fullmatch(path)
        if found is not None:
            values = (unquote(found[f"p{number}"]) for number in range(len(names)))
            return method, dict(zip(names, values, strict=True))
    return None


@lru_cache(maxsize=256)
def _forms(name: str, verb: str) -> Sequence[Form]:
    """Of an HTTP method, those first whose path says more: `projects:search` before `{+name}`."""
    methods = (method for method in document(name).methods.values() if method.verb == verb)
    return sorted(((form_of(method), method, names_in(method)) for method in methods), key=_order)


def _order(entry: Form) -> tuple[int, str]:
    form, method, _names = entry
    return -len(ANYTHING.sub("", form.pattern)), method.id
