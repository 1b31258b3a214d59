"""One look at series and their forecasts: are they as declared, do they go on, was the champion right of what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from landfast_ml.batches.delivery import every
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError
from landfast_ml.forecasting.backtest import judged
from landfast_ml.forecasting.champion import champion_of
from landfast_ml.forecasting.comparison import compare_losses
from landfast_ml.forecasting.forecaster import Forecast, Forecaster
from landfast_ml.forecasting.metrics import covered
from landfast_ml.forecasting.stored import load_forecaster
from landfast_ml.forecasting.table import SeriesTable
from landfast_ml.models.published import facts, folder, names
from landfast_ml.monitoring.found import Alarm, Look, Quality, record_look
from landfast_ml.versions import data_snapshot

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class CameTrue:
    """How right delivered forecasts were: `skill` against the season before, and the share within their interval."""

    quality: Quality
    coverage: float
    wanted: float


def look(job: Job, take: Callable[[Job], SeriesTable], today: date | None = None) -> Look:
    """Look, record it beside the models, and log each alarm where the environment's alerts see it.

    `take` gives the series of the raw table, DataError if they are none; `today`: else the day that it is.
    """
    champion = champion_of(job)
    alarms: list[Alarm] = []
    table = true = None
    try:
        snapshot = data_snapshot(job)
        table = take(job)
    except ProjectError as error:
        snapshot = ""
        problems = error.problems if isinstance(error, DataError) else [str(error)]
        alarms += [Alarm("contract", "raw table", "", problem) for problem in problems]
    if table is not None:
        alarms += _late(job, table, today or datetime.now(UTC).date())
        true = came_true(job, table, champion) if champion else None
        alarms += _wrong(job, true) if true else []
    found = Look(
        time=datetime.now(UTC).isoformat(timespec="milliseconds"),
        environment=job.environment.environment,
        version=champion[0] if champion else None,
        alarms=tuple(alarms),
        moved=(),
        asked=(),
        rows=true.quality.rows if true else 0,
        quality=true.quality if true else None,
        newest=_day(table, table.last) if table is not None else None,
        new_data=champion is not None and snapshot not in {"", _learned_from(job, champion[0])},
    )
    record_look(job, found)
    return found


def came_true(job: Job, table: SeriesTable, champion: tuple[str, Forecaster]) -> CameTrue | None:
    """Of what was delivered in the window; None where too little of it is known by now.

    A forecaster says the same of the same past again, so nothing need be read where it was delivered.
    """
    forecasts = list(_delivered(job, table, champion[1].settings.horizon))
    if not forecasts:
        return None
    season = champion[1].settings.season
    said, naive = judged(table, forecasts, season)
    errors, others = said.scaled_errors, naive.scaled_errors
    known = int((~np.isnan(errors)).sum())
    if known < job.settings.monitoring.minimum_rows:
        return None
    origins = np.array([one.origin for one in forecasts])
    blocks = (origins - origins.min()) // len(forecasts[0].times)
    paired = compare_losses(others, errors, blocks, CONFIDENCE)
    if not paired.told or not paired.first:
        return None
    skill, low, high = (end / paired.first for end in (paired.gain, -paired.high, -paired.low))
    quality = Quality("skill", known, skill, low, high, expected_low=0.0)
    return CameTrue(quality, float(np.nanmean(covered(said))), champion[1].settings.coverage)


def _delivered(job: Job, table: SeriesTable, horizon: int) -> Iterator[Forecast]:
    """What was forecast in the window, as it was, of times that may be known by now."""
    # Of a rare value it takes longer until what was forecast is known: twice the time that is looked ahead.
    window = max(job.settings.monitoring.window_days, 2 * horizon * table.frequency.days)
    since = (datetime.now(UTC) - timedelta(days=window)).isoformat()
    known, loaded = set(names(documents(job, "models")).values()), dict[str, Forecaster]()
    places = {stamp: at for at, stamp in enumerate(table.stamps(table.times[: table.last]))}
    for one in every(job):
        at, version = places.get(str(one.get("origin"))), one["version"]
        if str(one["time"]) < since or at is None or one.get("horizon") != horizon or version not in known:
            continue
        if version not in loaded:
            loaded[version] = load_forecaster(folder(job, version))
        try:
            yield loaded[version].forecast(table, at)
        except (DataError, KeyError):
            # The version goes by a column that is no longer declared, or no longer known of those times.
            continue


def _late(job: Job, table: SeriesTable, today: date) -> Iterator[Alarm]:
    settings = job.settings.monitoring
    newest = date.fromisoformat(_day(table, table.last))
    age, allowed = (today - newest).days, settings.freshness_days + _waiting(table)
    if settings.freshness_days and age > allowed:
        text = f"the last value is of {newest}, {age} days ago, {allowed} are allowed: is a delivery late?"
        yield Alarm("late", "raw table", "", text)
    there = ~np.isnan(table.values[:, : table.last + 1])
    behind = there[:, ::-1].argmax(axis=1)
    over = int((behind > settings.late_steps).sum()) if settings.late_steps else 0
    if over:
        what = f"{over} of {len(table.series)} series have no value in the last {settings.late_steps} times or more"
        yield Alarm("late", "raw table", "", f"{what}: have they ended, or is a delivery late?")


def _waiting(table: SeriesTable) -> int:
    """Days that pass anyway until the next value: a month's, dated at its begin, is known at its end, and the last one
    until another month is over."""
    return round(2 * table.frequency.days) if table.frequency.days > 1 else 0


def _wrong(job: Job, true: CameTrue) -> Iterator[Alarm]:
    quality = true.quality
    if quality.worse:
        skill = f"skill {quality.value:.3f} ({quality.low:.3f} to {quality.high:.3f}) over {quality.rows} values"
        yield Alarm("quality", "predictions", "skill", f"forecasts were worse than the season before: {skill}")
    least = true.wanted - job.settings.gate.coverage_margin
    if true.coverage < least:
        text = (
            f"{true.coverage:.1%} of {quality.rows} values came within their interval, {true.wanted:.0%} were promised"
        )
        yield Alarm("quality", "predictions", "coverage", text)


def _learned_from(job: Job, version: str) -> str:
    return str(facts(job, version).get("data_snapshot", ""))


def _day(table: SeriesTable, at: int) -> str:
    return str(table.times[at].astype("datetime64[D]"))
