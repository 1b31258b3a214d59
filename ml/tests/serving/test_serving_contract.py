"""Where the server listens, and what it is told by the place where it runs."""

from __future__ import annotations

import socket

import pytest

from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.serving.contract import contract
from landfast_ml.serving.run import listen

PREDICT, HEALTH = "/v1/endpoints/1:predict", "/v1/healthy"


def test_the_contract_of_each_place() -> None:
    vertex = contract({"AIP_HTTP_PORT": "8081", "AIP_HEALTH_ROUTE": "/h", "AIP_PREDICT_ROUTE": "/p", "PORT": "1"})
    assert (vertex.host, vertex.port, vertex.health, vertex.predict) == ("0.0.0.0", 8081, "/h", "/p")
    assert (contract({"PORT": "9000"}).port, contract({"PORT": "9000"}).host) == (9000, "0.0.0.0")
    assert (contract({}).port, contract({}).host, contract({}).predict) == (8080, "127.0.0.1", "/predict")
    with pytest.raises(UsageError, match=r"AIP_HEALTH_ROUTE is 'h'.*port is 'x'.*AIP_STORAGE_URI is '/tmp'"):
        contract({"PORT": "x", "AIP_HEALTH_ROUTE": "h", "AIP_STORAGE_URI": "/tmp"})


def test_answers_do_not_wait_for_an_acknowledgement() -> None:
    """asyncio turns Nagle's algorithm off for sockets that name their protocol; with it each answer took 40 ms more."""
    with listen(contract({}, 0)) as listener:
        assert listener.proto == socket.IPPROTO_TCP
        with pytest.raises(ProjectError, match="serve run --port"):
            listen(contract({}, listener.getsockname()[1]))
