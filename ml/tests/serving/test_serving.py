"""The server as a client sees it: a process of its own, asked over HTTP."""

from __future__ import annotations

import csv
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from sample_experiments import publish
from sample_project import PACKAGE, copy_project, load

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError
from landfast_ml.experiments import state
from landfast_ml.experiments.definition import Definition
from landfast_ml.predictions.log import record_log
from landfast_ml.serving.endpoint_backend import EndpointBackend

PREDICT, HEALTH = "/v1/endpoints/1:predict", "/v1/healthy"


@dataclass
class Server:
    job: Job
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def ask(self, body: Any, path: str = PREDICT, method: str = "POST") -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body if isinstance(body, bytes) else json.dumps(body))
        response = connection.getresponse()
        return response.status, json.loads(response.read())


@pytest.fixture(scope="module")
def server(done: tuple[Job, dict[str, Path]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Told where to listen as Vertex AI tells its containers."""
    job = load(copy_project(tmp_path_factory.mktemp("serving")))
    publish(job, done[1]["model"], 2)
    log = job.root / "serving.txt"
    environ = os.environ | {"AIP_PREDICT_ROUTE": PREDICT, "AIP_HEALTH_ROUTE": HEALTH}
    command = [sys.executable, "-m", PACKAGE, "serve", "run", "--environment", "unit", "--port", "0"]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=job.root, env=environ, stdout=output, stderr=subprocess.STDOUT)
    while not log.read_text().endswith("\n"):
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    yield Server(job, process, json.loads(log.read_text().splitlines()[0])["port"], log)
    process.kill()
    process.wait()


@pytest.fixture
def instance(server: Server, demo: list[str]) -> dict[str, Any]:
    """As a caller knows a person: by the identifier of the raw table."""
    row = list(csv.DictReader(demo))[1]
    columns = server.job.columns
    return {column.name: row[column.raw_name] for column in columns.inputs} | {columns.subject: "c-0001"}


def newest(server: Server) -> dict[str, Any]:
    records = record_log(server.job, "predictions").read(datetime.now(UTC) - timedelta(hours=1))
    return list(records)[-1]


def test_healthy_and_predicts(server: Server, instance: dict[str, Any]) -> None:
    assert server.ask("", HEALTH, "GET") == (200, {"model": "sample", "version": "1"})
    status, body = server.ask({"instances": [instance, instance]})
    assert status == 200
    first, second = body["predictions"]
    assert (first["prediction"], first["probability"]) == (second["prediction"], second["probability"])
    assert (first["version"], len({first["id"], second["id"]})) == ("1", 2)


def test_a_record_names_a_pseudonym_and_what_was_declared(server: Server, instance: dict[str, Any]) -> None:
    answer = server.ask({"instances": [instance]})[1]["predictions"][0]
    record = newest(server)
    assert record["id"] == answer["id"]
    assert (record["version"], record["experiment"], record["arm"]) == ("1", None, None)
    assert set(record["features"]) == {column.name for column in server.job.columns.inputs}
    text = json.dumps(record)
    assert "c-0001" not in text
    assert len(record["unit"]) == 32
    # A date goes no further than its month.
    assert all(len(record["features"][c.name]) in (0, 7) for c in server.job.columns.inputs if c.type == "date")
    assert "c-0001" not in server.log.read_text()
    assert "127.0.0.1" not in server.log.read_text().split("\n", 1)[1]


def test_a_router_records_by_itself(server: Server, instance: dict[str, Any]) -> None:
    answered = server.ask({"instances": [instance], "parameters": {"record": False}})[1]["predictions"][0]
    assert newest(server)["id"] != answered["id"]


@pytest.mark.parametrize(
    ("body", "status", "problem"),
    [
        (b"{", 400, "the body is not JSON"),
        ([], 400, 'must be {"instances"'),
        ({"instances": []}, 400, "with one instance or more"),
        ({"instances": [1, "x"]}, 400, "instance 1 is str"),
        ({"instances": [{"age": "old"}, {"agee": 3}]}, 422, "instance 1: there is no input agee"),
        (b'{"instances": [{"customer": "\\ud800"}]}', 400, "half a character"),
        (b'{"instances": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", 400, "nested too deeply"),
        (b" " * (10 * 1024 * 1024 + 1), 413, "ask in several requests"),
    ],
)
def test_what_is_wrong_is_said(server: Server, body: Any, status: int, problem: str) -> None:
    found, answer = server.ask(body)
    assert found == status
    assert any(problem in one for one in answer["error"]["problems"]), answer


def test_reasons_are_given_when_asked_for(server: Server, instance: dict[str, Any]) -> None:
    status, told = server.ask({"instances": [instance], "parameters": {"reasons": 3}})
    assert status == 200
    reasons = told["predictions"][0]["reasons"]
    assert len(reasons) == 3
    assert abs(reasons[0]["effect"]) >= abs(reasons[2]["effect"])
    status, told = server.ask({"instances": [instance], "parameters": {"reasons": "all"}})
    assert (status, told["error"]["problems"][0][:27]) == (400, "parameters.reasons is 'all'")
    status, told = server.ask({"instances": [instance] * 101, "parameters": {"reasons": 1}})
    assert (status, "at most 100" in told["error"]["problems"][0]) == (400, True)


@pytest.mark.parametrize("person", [["c-1"], {"id": "c-1"}, True, 1.5])
def test_a_person_is_text_or_a_whole_number(server: Server, instance: dict[str, Any], person: Any) -> None:
    status, told = server.ask({"instances": [{**instance, "customer": person}]})
    assert status == 422
    assert "customer must be text or a whole number" in told["error"]["problems"][0]


def test_a_wrong_person_hides_no_other_problem(server: Server, instance: dict[str, Any]) -> None:
    instances = [{**instance, "age": "old"}, {**instance, "customer": ["c-1"], "age": "old"}, {**instance, "agee": 3}]
    status, told = server.ask({"instances": instances})
    assert (status, told["error"]["problems"]) == (
        422,
        [
            "instance 0: age is not a number",
            "instance 1: age is not a number",
            "instance 1: customer must be text or a whole number, not list",
            "instance 2: there is no input agee",
        ],
    )


def test_a_router_asks_an_endpoint_as_it_asks_itself(server: Server, instance: dict[str, Any]) -> None:
    server.ask({"instances": [instance]})
    before = newest(server)["id"]
    known = frozenset(instance)
    behind = EndpointBackend("7", f"http://127.0.0.1:{server.port}{PREDICT}", requests.Session(), known)
    here = server.ask({"instances": [instance], "parameters": {"record": False}})[1]["predictions"][0]
    assert behind.predict([instance]) == [{name: here[name] for name in ("prediction", "probability")}]
    assert newest(server)["id"] == before
    with pytest.raises(DataError, match="instance 0: age is not a number"):
        behind.predict([instance | {"age": "old"}])
    gone = EndpointBackend("7", f"http://127.0.0.1:{server.port}/elsewhere", requests.Session(), known)
    with pytest.raises(ProjectError, match="the endpoint of version 7 answered 404"):
        gone.predict([instance])


def test_an_experiment_starts_ramps_and_ends_without_a_restart(server: Server, instance: dict[str, Any]) -> None:
    kept = documents(server.job, "models")
    definition = Definition.model_validate(
        {
            "hypothesis": "nothing changes",
            "primary": {"metric": "accuracy", "effect": 0.1},
            "ramp": [1, 50],
            "units_per_day": 10,
        }
    )
    people = [instance | {server.job.columns.subject: f"c-{number}"} for number in range(60)]

    def versions() -> list[str]:
        return [one["version"] for one in server.ask({"instances": people})[1]["predictions"]]

    state.start(kept, "unit", definition, {"control": "1", "treatment": "2"}, {"units_an_arm": 100})
    state.add(kept, "unit", {"event": "ramp", "share": 50})
    assert wait(lambda: set(versions()) == {"1", "2"})
    assert versions() == versions()
    record = newest(server)
    assert (record["experiment"], record["version"]) == ("unit", {"control": "1", "treatment": "2"}[record["arm"]])
    nobody = {name: value for name, value in instance.items() if name != server.job.columns.subject}
    server.ask({"instances": [nobody]})
    assert (newest(server)["unit"], newest(server)["arm"]) == ("", None)
    mixed = server.ask({"instances": [*people[:20], people[20] | {"age": "old"}]})
    assert mixed[1]["error"]["problems"] == ["instance 20: age is not a number"]
    state.add(kept, "unit", {"event": "stop", "reason": "enough"})
    assert wait(lambda: set(versions()) == {"1"})


def wait(reached: Any, seconds: float = 30) -> bool:
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if reached():
            return True
        time.sleep(0.5)
    return False


def test_it_ends_in_order(server: Server) -> None:
    """The last of this module: the server is gone after it."""
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=20) == 0
    assert "Traceback" not in server.log.read_text()
