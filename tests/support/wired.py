"""A wire for tests: every answer is looked at by Google's discovery document, and no fault of its own goes unseen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import google.auth.credentials
import pytest
import requests
from google.api_core.client_options import ClientOptions
from googleapiclient.discovery import build_from_document
from googleapiclient.discovery_cache import get_static_doc
from googleapiclient.errors import HttpError

from landfast.provider.genuine import VARIABLE
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.documents import document
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.doors.wire import Request, Response, Wire
from landfast.rehearsal.doors.wire.checking import answer_problems
from landfast.rehearsal.doors.wire.routing import route
from landfast.rehearsal.doors.wire.server import WireServer
from landfast.rehearsal.doors.wire.services import SERVICES
from landfast.rehearsal.faults import Fault, Faults

PROJECT, REGION, TOKEN = "clinic-dev", "europe-west4", "ya29.test"
PLACE = f"projects/{PROJECT}/locations/{REGION}"
MANAGER = "https://cloudresourcemanager.googleapis.com"
APIS = ("artifactregistry", "bigquery", "cloudkms", "iam", "secretmanager", "storage")


@dataclass(frozen=True)
class CheckedWire(Wire):
    """`faulty`: answers that Google would never give."""

    faulty: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        response = super().answer(request)
        if response.status == 500 and not self.faults.are_any:
            self.faulty.append(f"{request.verb} {request.path}: {response.body!r}")
        found = route(SERVICES, request)
        if response.status == 200 and found is not None and response.content_type.startswith("application/json"):
            known, content = document(found.service.document), json.loads(response.body or b"{}")
            if not request.parameter("fields") and request.parameter("alt") != "media":
                self.faulty.extend(
                    f"{found.method.id}: {each}" for each in answer_problems(known, found.method, content)
                )
        return response


@dataclass(frozen=True)
class Asking:
    """Asks a wire in this process, by Google's URLs."""

    wire: Wire

    def ask(self, verb: str, url: str, body: Any = None, status: int = 200, **headers: str) -> Any:
        """The content of the answer, whose status must be this one."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        response = self.wire.answer(Request.of(verb, url, headers, data))
        assert response.status == status, (verb, url, response.status, response.body)
        return json.loads(response.body) if response.body else None

    def refused(self, verb: str, url: str, body: Any = None, status: int = 400, **headers: str) -> dict[str, Any]:
        error: dict[str, Any] = self.ask(verb, url, body, status, **headers)["error"]
        return error

    def project(self, name: str = PROJECT, *apis: str) -> None:
        """A project with these APIs, else with those that most tests need."""
        self.ask("POST", f"{MANAGER}/v3/projects", {"projectId": name, "parent": "organizations/123456789012"})
        names = [f"{api}.googleapis.com" for api in apis or APIS]
        url = f"https://serviceusage.googleapis.com/v1/projects/{name}/services:batchEnable"
        self.ask("POST", url, {"serviceIds": names})


@contextmanager
def wired(folder: Path, faults: Sequence[Fault] = (), token: str = "") -> Iterator[CheckedWire]:
    """A wire over a new cloud. What it said wrongly fails the test."""
    store = Store(folder / "cloud.sqlite")
    try:
        wire = CheckedWire(Cloud(store), Faults(tuple(faults), store), token)
        yield wire
        assert wire.faulty == []
    finally:
        store.close()


class Bearer(google.auth.credentials.Credentials):
    """A token, as the clients carry one."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.token = TOKEN

    def refresh(self, _request: object) -> None:
        """It stays."""


@dataclass(frozen=True)
class ServedWire:
    """A wire over a socket. `asking` is the same one, without."""

    url: str
    asking: Asking

    def endpoint(self, api: str) -> str:
        return f"{self.url}{api}.googleapis.com"

    def session(self) -> requests.Session:
        made = requests.Session()
        made.headers["Authorization"] = f"Bearer {TOKEN}"
        return made


def options(wire: ServedWire, api: str) -> ClientOptions:
    return ClientOptions(api_endpoint=wire.endpoint(api))


def generic(wire: ServedWire, api: str, version: str) -> Any:
    """The client that is made of the discovery document itself."""
    known = json.loads(get_static_doc(api, version))
    place = ClientOptions(api_endpoint=f"{wire.endpoint(api)}/{known['servicePath']}")
    return build_from_document(known, credentials=Bearer(), client_options=place)


def refused(request: Any, status: int, says: str | None = None) -> str:
    """All that a generic client is told: what it asks is refused with this status, and these words."""
    with pytest.raises(HttpError, match=says) as error:
        request.execute()
    assert error.value.resp.status == status, error.value
    return str(error.value)


@contextmanager
def served(folder: Path, *apis: str) -> Iterator[ServedWire]:
    """A wire over a socket, with a project that has these APIs, else those that most tests need."""
    with wired(folder, token=TOKEN) as wire, WireServer(wire) as server:
        inside = Asking(CheckedWire(wire.cloud, wire.faults, "", faulty=wire.faulty, memory=wire.memory))
        inside.project(PROJECT, *apis)
        yield ServedWire(server.url, inside)


def skipped_without_genuine(environ: Mapping[str, str]) -> None:
    """Where LANDFAST_GENUINE_PROVIDER names no provider of HashiCorp's."""
    if not environ.get(VARIABLE):
        pytest.skip(f"{VARIABLE} names no binary of hashicorp/google: nothing judges the wire here")
