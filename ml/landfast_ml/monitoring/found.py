"""What a look at the data has found, and how it is kept beside the models: whoever reads that computes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.logs import emit

LOOKS = "monitoring"
Cause = Literal["contract", "late", "drift", "quality"]


@dataclass(frozen=True, slots=True)
class Drift:
    """Of one feature. `distance` is Jensen-Shannon's divergence of a number, the largest change of a share of a
    category; `p_value` that of no change at all; `missing` are shares then and now. `reasons` is empty where nothing is
    wrong."""

    feature: str
    kind: Literal["numeric", "categorical"]
    distance: float
    stability: float
    p_value: float
    missing: tuple[float, float]
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Drift:
        """What `to_json` gave."""
        return cls(**{**document, "missing": tuple(document["missing"]), "reasons": tuple(document["reasons"])})


@dataclass(frozen=True, slots=True)
class Quality:
    """The champion's primary metric on what came true, and on the held-out rows when it was registered."""

    metric: str
    rows: int
    value: float
    low: float
    high: float
    expected_low: float

    @property
    def worse(self) -> bool:
        """The whole interval is below what was promised."""
        return self.high < self.expected_low


@dataclass(frozen=True, slots=True)
class Alarm:
    """`subject` is a feature or a metric, empty where it is the table."""

    cause: Cause
    where: Literal["raw table", "predictions"]
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Look:
    """`version` is the champion, None before the first. `moved` is the raw table, `asked` what came to be predicted,
    both against what it learned from; `rows` is how many predictions there were. `new_data`: the raw table is not the
    one that it learned from.
    """

    time: str
    environment: str
    version: str | None
    alarms: tuple[Alarm, ...]
    moved: tuple[Drift, ...]
    asked: tuple[Drift, ...]
    rows: int
    quality: Quality | None
    newest: str | None
    new_data: bool

    @property
    def retrain(self) -> bool:
        """Whether training anew would mend it: not where the data itself is broken."""
        causes = {alarm.cause for alarm in self.alarms}
        return self.new_data and bool(causes & {"drift", "quality"}) and "contract" not in causes

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"retrain": self.retrain}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Look:
        """What `to_json` gave."""
        told = {name: value for name, value in document.items() if name != "retrain"}
        quality = document["quality"]
        parts = {name: tuple(Drift.from_json(one) for one in document[name]) for name in ("moved", "asked")}
        alarms = tuple(Alarm(**one) for one in document["alarms"])
        return cls(**{**told, **parts, "alarms": alarms, "quality": Quality(**quality) if quality else None})


def record_look(job: Job, found: Look) -> None:
    """Beside the models; each alarm is logged where the environment's alerts see it."""
    documents(job, "models").add(f"{LOOKS}/{found.time.replace(':', '')}.json", found.to_json())
    for alarm in found.alarms:
        place = {"cause": alarm.cause, "where": alarm.where, "subject": alarm.subject}
        emit("drift", alarm.text, {**place, "environment": found.environment, "version": found.version}, "WARNING")


def last_look(job: Job) -> Look | None:
    """What the last look found, or None."""
    kept = documents(job, "models")
    names = kept.names(LOOKS)
    found = kept.read(names[-1]) if names else None
    return Look.from_json(found) if found else None
