"""The wire of a rehearsal cloud, served on loopback, and what clients have to be told to use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from landfast.core.errors import UserError
from landfast.provider.endpoints import ENDPOINT, variables_of
from landfast.rehearsal.cloud.cloud import Cloud
from landfast.rehearsal.cloud.principal import EVERYBODYS_OWNER
from landfast.rehearsal.cloud.store import Store
from landfast.rehearsal.doors.wire import Request, Response, Wire
from landfast.rehearsal.doors.wire.routing import route
from landfast.rehearsal.doors.wire.services import SERVICES
from landfast.rehearsal.faults import Faults
from landfast.rehearsal.process import STORE

NOT_ANSWERED = 501
# What is said where nothing is found for a request: without a token that is not even looked for.
NOT_FOUND = (401, 404, NOT_ANSWERED)
# Whom the token belongs to: for the provider's log alone, and refused without harm (google/transport/config.go). It has
# no endpoint of its own, so that only a proxy sees it.
NOT_NEEDED = (("CONNECT", "openidconnect.googleapis.com"),)
Given = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class RecordingWire(Wire):
    """Remembers what it had no answer to."""

    unanswered: list[str] = field(default_factory=list)

    def answer(self, request: Request) -> Response:
        response = super().answer(request)
        if response.status not in NOT_FOUND:
            return response
        found = route(SERVICES, request)
        if found is None:
            host = request.host or request.path.partition(":")[0]
            if (request.verb, host) not in NOT_NEEDED:
                self.unanswered.append(f"{request.verb} {host}")
        elif response.status == NOT_ANSWERED:
            self.unanswered.append(f"{found.service.document.partition('.')[0]}.{found.method.id}")
        return response


@dataclass(frozen=True, slots=True)
class Served:
    """A wire that answers. `url` stands before a host of Google's: `http://127.0.0.1:8086/`."""

    url: str
    token: str
    wire: RecordingWire = field(repr=False)

    @property
    def unanswered(self) -> Sequence[str]:
        """What was asked so far, and is not answered: `compute.networks.insert`, `POST container.googleapis.com`."""
        return sorted(set(self.wire.unanswered))

    def endpoint(self, api: str) -> str:
        """What a client takes for `api_endpoint`: `http://127.0.0.1:8086/storage.googleapis.com`."""
        return f"{self.url}{api}"

    @property
    def environ(self) -> Mapping[str, str]:
        """What landfast and HashiCorp's own provider are told: the token, and where each API answers."""
        return {ENDPOINT: self.url, **variables_of(self.url, self.token)}


@contextmanager
def serving(
    folder: Path, port: int = 0, faults: Path | None = None, given: Given = (), caller: str = EVERYBODYS_OWNER
) -> Iterator[Served]:
    """Serves the cloud that `folder` keeps (`cloud.sqlite`); `port` 0: a free one. `caller`: whose the token is.

    `given` (`folders/N`, `organizations/N`, `billingAccounts/ID`, each with what it is in) stand though nothing here
    has made them.
    Raises: UserError for a port that is taken, a store of another version, and a wrong file of faults.
    """
    from landfast.rehearsal.doors.wire.server import WireServer
    from landfast.rehearsal.doors.wire.tokens import new_token

    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder / STORE)
    try:
        for name, parent in given:
            store.give(name, parent)
        wire = RecordingWire(Cloud(store), _faults(faults, store), new_token(), caller=caller)
        try:
            server = WireServer(wire, port)
        except OSError as error:
            step = "choose another with --port, or none, which takes a free one"
            raise UserError(f"port {port}: {(error.strerror or 'can not be used').lower()}: {step}") from None
        with server:
            yield Served(server.url, wire.token, wire)
    finally:
        store.close()


def _faults(path: Path | None, store: Store) -> Faults:
    if path is None:
        return Faults((), store)
    from landfast.rehearsal.fault_file import load_faults

    return Faults(load_faults(path), store)
