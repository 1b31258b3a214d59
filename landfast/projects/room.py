"""Whether the room is closed that an environment's pipeline runs in: a canary tries to leave it first."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from landfast_ml.contract import calls
from landfast_ml.contract.facts import EnvironmentFacts
from landfast_ml.contract.messages import RoomTried
from landfast_ml.contract.room import WAYS_OUT

from landfast.blueprints import Generated
from landfast.core.errors import UserError
from landfast.core.files import remove_durably, to_json, write
from landfast.core.progress import Event, Reporter
from landfast.google.room import Tries
from landfast.projects import enclosed
from landfast.projects.refusing import refusing
from landfast.projects.runner import ask

SECONDS = 60
OPEN = "open, as the spec says: no enforced perimeter without network.egress_hosts"
LATER = "not tried yet: each step of the pipeline tries on Vertex AI, before it reads anything"
UNASKED = "not tried: no pipeline was asked for"
UNAVAILABLE = "not tried: this machine gives nobody a network of its own; each step tries on Vertex AI"
OLDER = "not tried: the project's library can't yet; `landfast blueprint upgrade` brings one that can"


@dataclass(frozen=True, slots=True)
class Room:
    """`verdict`: `closed` is shown, `open` is by the spec; `detail` says it in a sentence. `tried`: the ways out.

    What runs in the room is begun by `entrance`, a command's first words.
    """

    verdict: Literal["closed", "open", "not tried"]
    detail: str
    tried: tuple[str, ...] = ()
    entrance: tuple[str, ...] = ()


def untried(facts: EnvironmentFacts, detail: str, report: Reporter) -> Room:
    """Nothing runs here that could try."""
    return _told(Room("not tried", detail) if facts.closed else Room("open", OPEN), report)


def try_room(project: Generated, facts: EnvironmentFacts, report: Reporter) -> Room:
    """Tries to leave as the pipeline would, from where it runs: here, in a network that has nothing but itself.

    Raises: UserError if it gets out; then no pipeline may run.
    """
    if not facts.closed:
        return untried(facts, OPEN, report)
    entrance = way_in()
    if not entrance:
        return untried(facts, UNAVAILABLE, report)
    return tried(project, facts, entrance, report)


def tried(project: Generated, facts: EnvironmentFacts, entrance: Sequence[str], report: Reporter) -> Room:
    """Tries it from behind `entrance`. Raises: UserError if it gets out."""
    started = time.monotonic()
    report(Event("room", "start", detail="the canary tries to leave"))
    done = ask(project, calls.try_room(facts.environment), entrance, SECONDS)
    if done.returncode:
        if "invalid choice: 'room'" in done.stderr:
            return untried(facts, OLDER, report)
        raise UserError(f"the canary could not try: {done.stderr.strip()[-500:]}; try `make setup` in {project.folder}")
    with refusing():
        found = RoomTried.from_json(json.loads(done.stdout))
    if found.open:
        raise _not_closed(found.open, time.monotonic() - started, report)
    detail = f"closed: none of {len(found.tried)} ways out is open"
    return _told(Room("closed", detail, found.tried, tuple(entrance)), report, time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class Trial:
    """How it is tried in a cloud: `anew`, or if no `record` says that it was closed."""

    tries: Tries
    record: Path
    anew: bool


def try_in_cloud(trial: Trial, facts: EnvironmentFacts, report: Reporter) -> Room:
    """Tries it as a job of the environment in its cloud.

    Raises: UserError if it gets out, or it can't be told.
    """
    if not facts.closed:
        return untried(facts, OPEN, report)
    shown = None if trial.anew else _shown(trial.record)
    if shown:
        return _told(Room("closed", f"closed, as was shown on {shown}; nothing has changed since"), report)
    remove_durably(trial.record)
    started = time.monotonic()
    report(Event("room", "start", detail="the canary tries to leave, as a job of Vertex AI: some minutes"))
    found = trial.tries(facts, WAYS_OUT, _Telling(report))
    if found:
        raise _not_closed(list(map(str, found)), time.monotonic() - started, report)
    write(trial.record, to_json({"closed": f"{datetime.now(UTC):%Y-%m-%d}"}))
    detail = f"closed: none of {len(WAYS_OUT)} ways out is open to a job of Vertex AI"
    return _told(Room("closed", detail, tuple(map(str, WAYS_OUT))), report, time.monotonic() - started)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Says what the wait for the canary is about."""

    report: Reporter

    def say(self, detail: str) -> None:
        self.report(Event("room", "progress", detail=detail))

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)


def _shown(record: Path) -> str:
    """The day on which a room was shown to be closed; empty if none is known."""
    try:
        return str(json.loads(record.read_bytes())["closed"])
    except (OSError, ValueError, TypeError, KeyError):
        return ""


def _not_closed(ways: Sequence[str], seconds: float, report: Reporter) -> UserError:
    report(Event("room", "failed", detail=f"open: {', '.join(ways)}", seconds=seconds))
    step = "close that way, then run the same command again"
    return UserError(f"the room is not closed: {', '.join(ways)} is open; no pipeline was run: {step}")


def way_in() -> tuple[str, ...]:
    """What a command begins with to run in a network of its own; nothing where the machine gives none."""
    if sys.platform != "linux":
        return ()
    words = (sys.executable, "-I", str(Path(enclosed.__file__).resolve()))
    done = subprocess.run([*words, sys.executable, "-I", "-c", "pass"], capture_output=True, check=False)
    return words if done.returncode == 0 else ()


def _told(room: Room, report: Reporter, seconds: float = 0.0) -> Room:
    state: Literal["done", "skipped"] = "done" if room.verdict == "closed" else "skipped"
    report(Event("room", state, detail=room.detail, seconds=seconds))
    return room
