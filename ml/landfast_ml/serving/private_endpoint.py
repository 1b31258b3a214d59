"""Endpoints that answer at an address of the environment's network, and nowhere else (Private Service Connect).

Vertex AI gives an endpoint its address when its first model is deployed, and another once it had none: so it is asked
for it, and no name keeps it. https://cloud.google.com/vertex-ai/docs/predictions/private-service-connect
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from landfast_ml import vertex_ai
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError

PORT = 443
SECONDS = 30
# What the certificate of these endpoints is for: Google signs it itself, and it is the same for all of them.
DOMAIN = "prediction.p.vertexai.goog"
FAILED = "PSC_AUTOMATION_STATE_FAILED"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an endpoint answers: its address in the network, and the name that its certificate is checked for."""

    address: str
    host: str

    @property
    def url(self) -> str:
        return f"https://{self.address}"


def place_of(endpoint: Mapping[str, Any]) -> Place:
    """Of an endpoint as the REST API shows it. ProjectError where it has no address, and says why."""
    check_connected(endpoint)
    address = next((one["ipAddress"] for one in _connections(endpoint) if one.get("ipAddress")), "")
    if not address:
        raise ProjectError(
            f"endpoint {endpoint['name']} has no address in the network yet: `serve deploy` gives it one"
        )
    # projects/NUMBER/locations/REGION/endpoints/ID
    _, number, _, region, _, own = endpoint["name"].split("/")
    return Place(address, f"{own}-{region}-{number}.{DOMAIN}")


def check_connected(endpoint: Mapping[str, Any]) -> None:
    """ProjectError where Vertex AI could not give it an address: it deploys all the same, and never tries again."""
    for one in _connections(endpoint):
        if one.get("state") == FAILED and not one.get("ipAddress"):
            fact = f"endpoint {endpoint['name']} has no address in the network: {one.get('errorMessage', FAILED)}"
            step = "see that the network's service connection policy stands and has room, undeploy its models"
            raise ProjectError(f"{fact}: {step}, deploy again")


def _connections(endpoint: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = endpoint.get("privateServiceConnectConfig", {}).get("pscAutomationConfigs", [])
    return found


class PrivateSession:
    """Asks one endpoint: a session of its own for each address, with the identity of `session`.

    The first certificate that the address shows is the only one that is believed until the process ends. It keeps what
    is said from being read on the way; that Google is at the other end is the work of the connection, which leads to
    the service that the endpoint names and to nothing else.
    """

    def __init__(self, job: Job, endpoint: str, session: Any) -> None:
        self._described = f"{vertex_ai.address(job)}/{endpoint}"
        self._path = f"/v1/{endpoint}:predict"
        self._session = session
        self._certificate = ""
        self._place: Place | None = None

    def post(self, _url: str, *, json: Any, timeout: float) -> Any:
        """ProjectError if nobody answers. An address that is silent is asked for once more: it may be another now."""
        for _ in range(2):
            try:
                self._place = self._place or self._located()
                return self._session.post(f"{self._place.url}{self._path}", json=json, timeout=timeout)
            except (requests.ConnectionError, OSError) as error:
                self._place, last = None, error
        raise ProjectError(f"the endpoint does not answer in the network: {type(last).__name__}: {self._described}")

    def _located(self) -> Place:
        """Where it answers now, with the session ready for it. ProjectError."""
        response = self._session.get(self._described, timeout=SECONDS)
        if response.status_code != 200:
            raise ProjectError(f"Vertex AI answered {response.status_code} about {self._described}")
        place = place_of(response.json())
        self._certificate = self._certificate or shown(place)
        self._session.mount(f"{place.url}/", _Believing(place.host, self._certificate))
        return place


def shown(place: Place) -> str:
    """The certificate (PEM) that the address shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    host, _, port = place.address.partition(":")
    with (
        socket.create_connection((host, int(port or PORT)), SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=place.host) as secured,
    ):
        return ssl.DER_cert_to_PEM_cert(secured.getpeercert(binary_form=True) or b"")


class _Believing(HTTPAdapter):
    """Connects to an address, and believes one certificate, which must be for a name."""

    def __init__(self, host: str, certificate: str) -> None:
        self._host = host
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._context.load_verify_locations(cadata=certificate)
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        named |= {"ssl_context": self._context, "server_hostname": self._host, "assert_hostname": self._host}
        super().init_poolmanager(*arguments, **named)

    def cert_verify(self, *_arguments: Any) -> None:
        """By the context: the public certificate authorities vouch for nobody here."""
