"""What has happened to an experiment: numbered events that are only ever added to. Its state is what they add up to."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from landfast_ml.documents import Document, Documents, TakenError
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.experiments.definition import Definition

EVENTS = "experiments"
Phase = Literal["running", "stopped", "decided"]


@dataclass(frozen=True, slots=True)
class Started:
    """An experiment that was started. `versions` and `definition` stay what they were then, whatever a file says now.

    `share` is the treatment's share of all units now, in per cent; `planned` the units an arm that the test needs.
    """

    name: str
    definition: Definition
    versions: Mapping[str, str]
    salt: str
    planned: int
    started: datetime
    share: float
    phase: Phase = "running"
    decision: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[Document, ...] = ()

    @property
    def next_share(self) -> float | None:
        """The ramp's next stage; None at its end."""
        return next((share for share in self.definition.ramp if share > self.share), None)


def load(documents: Documents, name: str) -> Started | None:
    """The experiment as it stands, None before its start."""
    events = [found for one in documents.names(f"{EVENTS}/{name}") if (found := documents.read(one)) is not None]
    return _folded(name, events) if events else None


def require(documents: Documents, name: str) -> Started:
    """An experiment that runs; UsageError says why it doesn't."""
    found = load(documents, name)
    if found is None:
        raise UsageError(f"experiment {name} was not started: `experiments start {name}`")
    if found.phase != "running":
        raise UsageError(f"experiment {name} is {found.phase}: start another under a name of its own")
    return found


def every(documents: Documents) -> list[Started]:
    """All that were ever started, by name."""
    names = sorted({name.split("/")[1] for name in documents.names(EVENTS)})
    return [found for name in names if (found := load(documents, name)) is not None]


def running(documents: Documents) -> Started | None:
    """The experiment that runs: one at a time, so that no two act on the same answers."""
    return next((one for one in every(documents) if one.phase == "running"), None)


def start(
    documents: Documents, name: str, definition: Definition, versions: Mapping[str, str], plan: Mapping[str, Any]
) -> Started:
    """Begin at the ramp's first stage. UsageError if it was started before or another one runs."""
    if load(documents, name) is not None:
        raise UsageError(f"experiment {name} was started before: give this one a name of its own")
    other = running(documents)
    if other is not None:
        raise UsageError(f"experiment {other.name} is running: decide or stop it first")
    event = {
        "event": "start",
        "definition": definition.model_dump(mode="json"),
        "versions": dict(versions),
        # Another one for each experiment: else the same people were always in the same half.
        "salt": secrets.token_hex(16),
        "share": definition.ramp[0],
        "plan": dict(plan),
    }
    return add(documents, name, event)


def add(documents: Documents, name: str, event: Mapping[str, Any]) -> Started:
    """Record an event; ProjectError if somebody else did at the same moment."""
    number = len(documents.names(f"{EVENTS}/{name}")) + 1
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    try:
        documents.add(f"{EVENTS}/{name}/{number:06d}.json", {"number": number, "time": now, **event})
    except TakenError:
        raise ProjectError(f"somebody else changed {name} just now: `experiments status {name}`, then again") from None
    found = load(documents, name)
    assert found is not None
    return found


def _folded(name: str, events: Sequence[Document]) -> Started:
    first = events[0]
    share, phase, decision = float(first["share"]), "running", {}
    for event in events[1:]:
        if event["event"] == "ramp":
            share = float(event["share"])
        elif event["event"] == "stop":
            phase = "stopped"
        elif event["event"] == "decide":
            phase, decision = "decided", event["decision"]
    return Started(
        name=name,
        definition=Definition.model_validate(first["definition"]),
        versions=first["versions"],
        salt=first["salt"],
        planned=int(first["plan"]["units_an_arm"]),
        started=datetime.fromisoformat(first["time"]),
        share=share,
        phase=phase,  # type: ignore[arg-type]
        decision=decision,
        events=tuple(events),
    )


def to_json(started: Started) -> dict[str, Any]:
    """For `--output json`: without the events, and without the salt, which would tell each subject's arm."""
    document = asdict(started) | {"definition": started.definition.model_dump(mode="json")}
    del document["events"], document["salt"]
    return document | {"started": started.started.isoformat()}
