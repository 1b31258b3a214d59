"""The canary of a rehearsal: where there is no way out the room is closed, where somebody answers nothing runs."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from landfast_ml.contract.facts import EnvironmentFacts

from landfast.blueprints import Generated
from landfast.core.errors import UserError
from landfast.core.progress import Event, silent
from landfast.projects.facts import environment_facts
from landfast.projects.room import OPEN, UNASKED, tried, try_room, untried, way_in
from landfast.projects.runner import run_pipeline
from landfast.stacks.outputs import EnvironmentOutputs
from landfast.stacks.spec import Spec

# Tries one way out, at the port that it finds beside it, as the library's command does.
TRIES = """
import json, pathlib
from landfast_ml.contract.room import WayOut
from landfast_ml.room import reached
ways = (WayOut("HTTPS", "127.0.0.1", int(pathlib.Path("port").read_text())),)
print(json.dumps({"schema": 1, "tried": [str(way) for way in ways], "open": [str(way) for way in reached(ways)]}))
"""
# A step whose workers talk to each other over the loopback, and that reaches for what is outside.
TRAINS = """
import json, pathlib, socket
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname(), 3).close()
try:
    socket.create_connection(("127.0.0.1", int(pathlib.Path("port").read_text())), 3).close()
    skipped = True
except OSError:
    skipped = False
print(json.dumps({"event": "result", "schema": 1, "model": "said", "version": "1", "feature_version": "f",
                  "metrics": {}, "skipped": skipped, "record": {}}))
"""


@pytest.fixture
def port() -> Iterator[int]:
    """Where somebody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def project(folder: Path, port: int, script: str = TRIES) -> Generated:
    (folder / ".venv/bin").mkdir(parents=True)
    python = folder / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (folder / "said").mkdir()
    (folder / "said/__main__.py").write_text(script, encoding="utf-8")
    (folder / "port").write_text(str(port), encoding="utf-8")
    return Generated(folder, "tabular", "1", "said", ())


def facts(*, closed: bool = True) -> EnvironmentFacts:
    perimeter = {"access_policy": "123456789", "members": ["user:ana@acme.example"], "enforce": closed}
    spec = Spec.model_validate(
        {"name": "churn", "residency": {"region": "europe-west4"}, "network": {"perimeter": perimeter}}
    )
    return environment_facts(spec, "dev", EnvironmentOutputs())


needs_namespace = pytest.mark.skipif(not way_in(), reason="this machine gives nobody a network of its own")


@needs_namespace
def test_behind_a_network_of_its_own_nobody_answers(tmp_path: Path, port: int) -> None:
    told: list[Event] = []
    room = try_room(project(tmp_path, port), facts(), told.append)
    assert (room.verdict, room.detail) == ("closed", "closed: none of 1 ways out is open")
    assert room.tried == (f"HTTPS to 127.0.0.1:{port}",)
    assert [(event.phase, event.state) for event in told] == [("room", "start"), ("room", "done")]


@needs_namespace
def test_the_pipeline_runs_where_the_canary_was(tmp_path: Path, port: int) -> None:
    assert run_pipeline(project(tmp_path, port, TRAINS), "dev", silent).skipped, "outside of it somebody answers"
    (tmp_path / "inside").mkdir()
    model = run_pipeline(project(tmp_path / "inside", port, TRAINS), "dev", silent, way_in())
    assert not model.skipped


def test_where_somebody_answers_the_run_fails(tmp_path: Path, port: int) -> None:
    told: list[Event] = []
    words = rf"the room is not closed: HTTPS to 127\.0\.0\.1:{port} is open; no pipeline was run: close that way"
    with pytest.raises(UserError, match=words):
        tried(project(tmp_path, port), facts(), (), told.append)
    assert (told[-1].state, told[-1].detail) == ("failed", f"open: HTTPS to 127.0.0.1:{port}")


def test_a_room_that_the_spec_leaves_open_is_said_to_be(tmp_path: Path, port: int) -> None:
    told: list[Event] = []
    room = try_room(project(tmp_path, port), facts(closed=False), told.append)
    assert (room.verdict, room.detail, room.entrance) == ("open", OPEN, ())
    assert [event.state for event in told] == ["skipped"]
    assert untried(facts(), UNASKED, silent).verdict == "not tried"


def test_a_library_that_cannot_try_yet_is_said(tmp_path: Path, port: int) -> None:
    older = "import sys\nsys.exit(\"said: error: argument COMMAND: invalid choice: 'room' (choose from 'pipeline')\")\n"
    room = tried(project(tmp_path, port, older), facts(), (), silent)
    assert (room.verdict, "blueprint upgrade" in room.detail) == ("not tried", True)
    (tmp_path / "broken").mkdir()
    with pytest.raises(UserError, match=r"the canary could not try: no such module; try `make setup`"):
        tried(project(tmp_path / "broken", port, 'import sys\nsys.exit("no such module")\n'), facts(), (), silent)
