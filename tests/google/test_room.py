"""The canary on Google Cloud: a job that stands where the pipeline's do tries to leave, and ends with what it found."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from landfast_ml.contract.facts import EnvironmentFacts
from landfast_ml.contract.room import WayOut
from wired import PROJECT, REGION, Asking, CheckedWire, wired

from landfast.core.errors import UserError
from landfast.core.progress import Event, silent
from landfast.google import canary
from landfast.google.api import GoogleApi
from landfast.google.room import try_to_leave
from landfast.projects.room import Trial, try_in_cloud
from landfast.rehearsal.doors.wire.session import WireSession

FACTS = EnvironmentFacts(
    environment="dev",
    project=PROJECT,
    region=REGION,
    area="eu",
    buckets={},
    registries={},
    pseudonym_secret="",
    service_accounts={"training": f"training@{PROJECT}.iam.gserviceaccount.com"},
    keys={"derived": f"projects/{PROJECT}/locations/{REGION}/keyRings/keys/cryptoKeys/derived"},
    labels={"controller": "acme"},
    network="churn",
    job_attachment=f"projects/{PROJECT}/regions/{REGION}/networkAttachments/jobs",
    closed=True,
)


@dataclass
class Vertex:
    """Runs the job that stands, by its own words, while somebody waits for it."""

    wire: CheckedWire
    said: list[str] = field(default_factory=list)
    ran: Mapping[str, Any] = field(default_factory=dict)
    fails_with: str = ""

    def say(self, detail: str) -> None:
        self.said.append(detail)

    def pause(self, _seconds: float) -> None:
        (job,) = self.wire.cloud.store.list("customJobs")
        self.ran = job.fields
        state = {"state": "JOB_STATE_FAILED", "error": {"code": 3, "message": self.fails_with or self.run(job.fields)}}
        if not state["error"]["message"]:
            state = {"state": "JOB_STATE_SUCCEEDED"}
        self.wire.cloud.store.put(replace(job, fields={**job.fields, **state}))

    def run(self, job: Mapping[str, Any]) -> str:
        """In the words of Vertex AI, empty if it went well."""
        container = job["jobSpec"]["workerPoolSpecs"][0]["containerSpec"]
        command = [sys.executable, *container["command"][1:], *container["args"]]
        status = subprocess.run(command, check=False).returncode
        return (
            f"The replica workerpool0-0 exited with a non-zero status of {status}. To find out more" if status else ""
        )


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[CheckedWire]:
    with wired(tmp_path) as made:
        Asking(made).project(PROJECT, "aiplatform")
        yield made


@pytest.fixture
def ways() -> Iterator[list[WayOut]]:
    """Three ways, of which the first and the last are open."""
    with ExitStack() as stack:
        servers = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        ports = [server.getsockname()[1] for server in servers]
        servers[1].close()
        yield [WayOut("HTTPS", "127.0.0.1", port) for port in ports]


def api(wire: CheckedWire) -> GoogleApi:
    return GoogleApi(WireSession(lambda: nullcontext(wire.cloud.store)), poll_seconds=0.0)


def jobs(wire: CheckedWire) -> list[str]:
    return [str(job.fields["state"]) for job in wire.cloud.store.list("customJobs")]


def test_what_is_open_is_told_by_how_the_job_ends(wire: CheckedWire, ways: Sequence[WayOut]) -> None:
    vertex = Vertex(wire)
    assert try_to_leave(api(wire), FACTS, ways, vertex) == [ways[0], ways[2]]
    assert vertex.said == ["waits for the canary's job on Vertex AI (up to 25 min more)"]
    assert jobs(wire) == [], "nothing of it stays"


def test_where_nobody_answers_the_room_is_closed(wire: CheckedWire, ways: Sequence[WayOut]) -> None:
    vertex = Vertex(wire)
    assert not try_to_leave(api(wire), FACTS, ways[1:2], vertex)
    spec = vertex.ran["jobSpec"]
    assert spec["pscInterfaceConfig"]["networkAttachment"] == FACTS.job_attachment
    peering = {"domain": f"{REGION}.rep.googleapis.com.", "targetProject": PROJECT, "targetNetwork": "churn"}
    assert spec["pscInterfaceConfig"]["dnsPeeringConfigs"] == [peering]
    assert spec["serviceAccount"] == FACTS.service_accounts["training"]
    assert vertex.ran["encryptionSpec"] == {"kmsKeyName": FACTS.keys["derived"]}


@pytest.mark.parametrize(
    "message", ["The replica workerpool0-0 exited with a non-zero status of 1. ", "Quota exceeded", "status of 66"]
)
def test_a_job_that_could_not_try_closes_nothing(wire: CheckedWire, ways: Sequence[WayOut], message: str) -> None:
    with pytest.raises(UserError, match="could not try: "):
        try_to_leave(api(wire), FACTS, ways[1:2], Vertex(wire, fails_with=message))


def test_who_stops_waiting_leaves_no_machine(wire: CheckedWire, ways: Sequence[WayOut]) -> None:
    class Stopped(Vertex):
        def pause(self, _seconds: float) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        try_to_leave(api(wire), FACTS, ways, Stopped(wire))
    assert jobs(wire) == ["JOB_STATE_CANCELLED"]


def test_more_ways_than_a_status_holds_are_not_asked_for() -> None:
    from landfast_ml.contract.room import WAYS_OUT

    assert len(WAYS_OUT) <= canary.MOST
    assert canary.OPEN + (1 << canary.MOST) <= 128, "from there on it was a signal"


def test_a_room_that_was_shown_to_be_closed_is_tried_again_once_something_changes(tmp_path: Path) -> None:
    answers: list[list[WayOut]] = [[], [WayOut("DNS", "9.9.9.9", 53)]]
    told: list[Event] = []
    record = tmp_path / "room.json"

    def tries(*_asked: object) -> Sequence[WayOut]:
        return answers.pop(0)

    assert try_in_cloud(Trial(tries, record, anew=True), FACTS, told.append).verdict == "closed"
    again = try_in_cloud(Trial(tries, record, anew=False), FACTS, told.append)
    assert (again.verdict, "nothing has changed since" in again.detail, len(answers)) == ("closed", True, 1)
    with pytest.raises(UserError, match=r"the room is not closed: DNS to 9\.9\.9\.9:53 is open"):
        try_in_cloud(Trial(tries, record, anew=True), FACTS, told.append)
    # What was found to be open is tried again, changed or not.
    answers.append([])
    assert try_in_cloud(Trial(tries, record, anew=False), FACTS, told.append).verdict == "closed"
    assert not answers


def test_a_room_that_the_spec_leaves_open_is_not_tried(tmp_path: Path) -> None:
    def tries(*_asked: object) -> Sequence[WayOut]:
        raise AssertionError

    room = try_in_cloud(Trial(tries, tmp_path / "room.json", anew=True), replace(FACTS, closed=False), silent)
    assert room.verdict == "open"
