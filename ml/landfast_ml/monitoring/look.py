"""One look at everything that may go wrong between two trainings, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.features.statistics import Statistics, from_document
from landfast_ml.logs import emit
from landfast_ml.models import registry
from landfast_ml.models.predictor import load_predictor
from landfast_ml.monitoring import raw, served
from landfast_ml.monitoring.drift import Drift, drifts
from landfast_ml.monitoring.served import Quality

LOOKS = "monitoring"
Cause = Literal["contract", "late", "drift", "quality"]


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


def look(job: Job, take: raw.Take, today: date | None = None) -> Look:
    """Look, record it beside the models, and log each alarm where the environment's alerts see it.

    `take` is the pipeline's first step; `today`: else the day that it is.
    """
    champion = _champion(job)
    baseline = from_document(champion.statistics["columns"]) if champion else {}
    table = raw.look(job, take, baseline, champion.learned if champion else raw.Learned())
    moved = drifts(baseline, table.statistics, job.settings.monitoring) if table.statistics else []
    asked, rows, quality = _served(job, champion, baseline)
    found = Look(
        time=datetime.now(UTC).isoformat(timespec="milliseconds"),
        environment=job.environment.environment,
        version=champion.version if champion else None,
        alarms=(*_raw_alarms(job, table, moved, today or datetime.now(UTC).date()), *_served_alarms(asked, quality)),
        moved=tuple(moved),
        asked=tuple(asked),
        rows=rows,
        quality=quality,
        newest=table.newest.isoformat() if table.newest else None,
        new_data=champion is not None and table.snapshot not in ("", champion.learned.data_snapshot),
    )
    record_look(job, found)
    return found


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


@dataclass(frozen=True, slots=True)
class Champion:
    version: str
    learned: raw.Learned
    statistics: Mapping[str, Any]
    evaluation: Mapping[str, Any]


def _champion(job: Job) -> Champion | None:
    connected = registry.connect(job)
    found = next((one for one in connected.versions() if registry.CHAMPION in one.aliases), None)
    if found is None:
        return None
    files = (served.registered(connected.text(found.version, f"{name}.json")) for name in ("statistics", "evaluation"))
    learned = raw.Learned(found.tags["data_snapshot"], found.tags.get("feature_version", ""))
    return Champion(found.version, learned, *files)


def _served(job: Job, champion: Champion | None, baseline: Statistics) -> tuple[list[Drift], int, Quality | None]:
    if champion is None:
        return [], 0, None
    settings = job.settings.monitoring
    records = served.recent(job, champion.version, settings.window_days)
    if len(records) < settings.minimum_rows:
        return [], len(records), None
    predictor = load_predictor(job, champion.version)
    now = served.described(records, predictor, baseline)
    return drifts(baseline, now, settings), len(records), served.quality(job, predictor, records, champion.evaluation)


def _raw_alarms(job: Job, table: raw.RawTable, moved: Sequence[Drift], today: date) -> list[Alarm]:
    alarms = [Alarm("contract", "raw table", "", problem) for problem in table.problems]
    limit = job.settings.monitoring.freshness_days
    age = table.age_days(today)
    if limit and age is not None and age > limit:
        text = f"the last row is of {table.newest}, {age} days ago, {limit} are allowed: is a delivery late?"
        alarms.append(Alarm("late", "raw table", "", text))
    return alarms + _drift_alarms("raw table", moved)


def _served_alarms(asked: Sequence[Drift], quality: Quality | None) -> list[Alarm]:
    alarms = _drift_alarms("predictions", asked)
    if quality and quality.worse:
        measured = f"{quality.value:.4f} ({quality.low:.4f} to {quality.high:.4f}) on {quality.rows} outcomes"
        text = f"{quality.metric} is {measured}, at least {quality.expected_low:.4f} was expected"
        alarms.append(Alarm("quality", "predictions", quality.metric, text))
    return alarms


def _drift_alarms(where: Literal["raw table", "predictions"], found: Sequence[Drift]) -> list[Alarm]:
    return [Alarm("drift", where, one.feature, f"{one.feature}: {reason}") for one in found for reason in one.reasons]
