"""One look at everything that may go wrong between two trainings, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from landfast_ml.environment import Job
from landfast_ml.features.statistics import Statistics, from_document
from landfast_ml.models import registry
from landfast_ml.models.predictor import load_predictor
from landfast_ml.monitoring import raw, served
from landfast_ml.monitoring.drift import drifts
from landfast_ml.monitoring.found import Alarm, Drift, Look, Quality, record_look


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
