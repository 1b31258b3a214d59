"""An endpoint that answers in the network alone: found by its address, believed by its certificate, asked over TLS."""

from __future__ import annotations

import datetime as dt
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sample_project import REGION, load

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.serving.deploy import ENDPOINTS
from landfast_ml.serving.endpoint_backend import EndpointBackend, load_endpoint
from landfast_ml.serving.private_endpoint import DOMAIN, check_connected, place_of, shown

OWN = f"projects/unit-project/locations/{REGION}/endpoints/1234567890"
NAMED = f"projects/4711/locations/{REGION}/endpoints/1234567890"
HOST = f"1234567890-{REGION}-4711.{DOMAIN}"


def described(**connection: str) -> dict[str, Any]:
    config = {"enablePrivateServiceConnect": True, "pscAutomationConfigs": [connection]}
    return {"name": NAMED, "privateServiceConnectConfig": config}


def certificate(folder: Path, host: str) -> Path:
    """Key and certificate, signed by itself, as those of Vertex AI are."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "prediction")])
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.DNSName(host)])
    made = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{made.serial_number}.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def endpoint(pem: Path, version: str = "7") -> Iterator[str]:
    """Answers over TLS at an address; every prediction is the version's number."""

    class PrivateHandler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            right = self.path == f"/v1/{OWN}:predict" and self.headers["Authorization"] == "Bearer token"
            found = [{"prediction": version, "id": "x", "version": version} for _ in asked["instances"]]
            body = json.dumps({"predictions": found}).encode()
            self.send_response(200 if right else 403)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), PrivateHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class VertexAi(requests.adapters.BaseAdapter):
    """What Vertex AI's public address says of the endpoint."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.asked: list[str] = []

    def send(self, request: Any, **_: Any) -> requests.Response:  # type: ignore[override]
        self.asked.append(str(request.url))
        response = requests.Response()
        response.status_code = 200
        shown_as = described(ipAddress=self.address, state="PSC_AUTOMATION_STATE_SUCCESSFUL")
        response._content = json.dumps(shown_as).encode()
        return response

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def private(job: Job) -> Job:
    cloud = load(job.root, "cloud")
    return replace(job, environment=replace(cloud.environment, private_endpoints=True))


def backend(job: Job, vertex: VertexAi) -> EndpointBackend:
    documents(job, "models").replace(ENDPOINTS, {"7": OWN})
    session = requests.Session()
    session.headers["Authorization"] = "Bearer token"
    session.mount(f"https://{REGION}-aiplatform.googleapis.com/", vertex)
    return load_endpoint(job, "7", session)


def test_a_router_asks_at_the_address_in_the_network(private: Job, tmp_path: Path) -> None:
    with endpoint(certificate(tmp_path, f"*.{DOMAIN}")) as address:
        vertex = VertexAi(address)
        behind = backend(private, vertex)
        assert behind.predict([{"age": 1}, {"age": 2}]) == [{"prediction": "7"}] * 2
        assert behind.predict([{"age": 3}]) == [{"prediction": "7"}]
    # Where it is was asked for once, and of instances Vertex AI's public address saw none.
    assert vertex.asked == [f"https://{REGION}-aiplatform.googleapis.com/v1/{OWN}"]


def test_an_address_that_moved_is_asked_for_anew(private: Job, tmp_path: Path) -> None:
    pem = certificate(tmp_path, f"*.{DOMAIN}")
    with endpoint(pem) as first:
        vertex = VertexAi(first)
        behind = backend(private, vertex)
        behind.predict([{"age": 1}])
    with pytest.raises(ProjectError, match=r"does not answer in the network"):
        behind.predict([{"age": 1}])
    with endpoint(pem, "8") as vertex.address:
        assert behind.predict([{"age": 1}]) == [{"prediction": "8"}]


def test_an_address_that_never_answered_is_said(private: Job, tmp_path: Path) -> None:
    with endpoint(certificate(tmp_path, f"*.{DOMAIN}")) as address:
        pass
    vertex = VertexAi(address)
    with pytest.raises(ProjectError, match="does not answer in the network: ConnectionRefusedError"):
        backend(private, vertex).predict([{"age": 1}])
    assert len(vertex.asked) == 2


def test_another_certificate_is_not_believed(private: Job, tmp_path: Path) -> None:
    with endpoint(certificate(tmp_path, f"*.{DOMAIN}")) as first:
        vertex = VertexAi(first)
        behind = backend(private, vertex)
        behind.predict([{"age": 1}])
    with (
        endpoint(certificate(tmp_path, f"*.{DOMAIN}")) as vertex.address,
        pytest.raises(ProjectError, match="does not answer in the network: SSLError"),
    ):
        behind.predict([{"age": 1}])
    with (
        endpoint(certificate(tmp_path, "elsewhere.example")) as other,
        pytest.raises(ProjectError, match="does not answer in the network: SSLError"),
    ):
        backend(private, VertexAi(other)).predict([{"age": 1}])


def test_the_certificate_is_for_the_name_of_the_endpoint(tmp_path: Path) -> None:
    with endpoint(certificate(tmp_path, HOST)) as address:
        place = place_of(described(ipAddress=address))
        assert place.host == HOST
        found = x509.load_pem_x509_certificate(shown(place).encode())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [HOST]


def test_where_it_has_no_address_the_reason_is_said() -> None:
    with pytest.raises(ProjectError, match="has no address in the network yet: `serve deploy` gives it one"):
        place_of(described())
    # A model that was just deployed may still wait for its address; one that never gets one is said.
    check_connected(described())
    with pytest.raises(ProjectError, match="no policy: see that the network's service connection policy stands"):
        check_connected(described(state="PSC_AUTOMATION_STATE_FAILED", errorMessage="no policy"))
