"""The forecaster that stands, and whether another way of making one is better: both learned anew from the same past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import DataError
from landfast_ml.forecasting.backtest import Backtest, backtest
from landfast_ml.forecasting.comparison import PairedLosses, compare_losses
from landfast_ml.forecasting.declared import forecast_settings, origins_of
from landfast_ml.forecasting.forecaster import Forecaster, ForecastSettings
from landfast_ml.forecasting.stored import load_forecaster
from landfast_ml.forecasting.table import SeriesTable
from landfast_ml.models.looks import looked, spent, worn
from landfast_ml.models.published import folder, names
from landfast_ml.models.registry import CHAMPION


@dataclass(frozen=True, slots=True)
class ForecastVerdict:
    """`beyond_noise`: the candidate takes the champion's place."""

    beyond_noise: bool
    reason: str
    p_value: float | None = None
    alpha: float | None = None


@dataclass(frozen=True, slots=True)
class ForecastComparison:
    """MASE of both on the same values; `gain` is the share of the champion's that is gone. `anew`: both are made the
    same way, so the candidate has only seen more."""

    version: str
    metric: str
    candidate: float
    champion: float
    gain: float
    anew: bool
    verdict: ForecastVerdict
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def champion_of(job: Job) -> tuple[str, Forecaster] | None:
    """Its number, and the forecaster that is published; None before the first."""
    known = names(documents(job, "models"))
    if CHAMPION not in known:
        return None
    return known[CHAMPION], load_forecaster(folder(job, known[CHAMPION]))


def compared(job: Job, table: SeriesTable, mase: float, snapshot: str) -> ForecastComparison | None:
    """Backtests of the candidate, whose `mase` is known, and of the champion's recipe.

    None before the first champion, and if both can't be compared: they look ahead differently far, or the champion goes
    by a column that is no longer declared.
    """
    champion = champion_of(job)
    mine = forecast_settings(job)
    if champion is None:
        return None
    version, other = champion
    settings = replace(other.settings, season=mine.season or other.settings.season)
    learned = _columns(other)
    if settings.horizon != mine.horizon or not learned.keys() <= _declared(table).keys():
        return None
    if _made_alike(settings, mine) and learned == _declared(table):
        reason = "made as the champion was, and learned from what has come since"
        verdict = ForecastVerdict(beyond_noise=True, reason=reason)
        return ForecastComparison(version, "mase", mase, mase, 0.0, anew=True, verdict=verdict)
    candidate = backtest(table, mine, origins_of(job))
    same = replace(origins_of(job), count=len(candidate.origins), fewest=len(candidate.origins))
    try:
        theirs = backtest(_with(table, learned), other.settings, same)
    except DataError:
        # Its season is too long for what lies before the first origin.
        return None
    return _judged(job, version, (theirs, candidate), snapshot)


def _judged(job: Job, version: str, both: tuple[Backtest, Backtest], snapshot: str) -> ForecastComparison:
    theirs, mine = both
    look = looked(documents(job, "models"), snapshot)
    alpha = spent(job.settings.gate.alpha, look)
    paired = compare_losses(theirs.model.scaled_errors, mine.model.scaled_errors, mine.blocks, 1 - alpha)
    gain = paired.gain / paired.first if paired.first else 0.0
    return ForecastComparison(
        version,
        "mase",
        paired.second,
        paired.first,
        gain,
        anew=False,
        verdict=_verdict(paired, gain, job.settings.gate.minimum_gain, alpha),
        notes=tuple(worn(look)),
    )


def _verdict(paired: PairedLosses, gain: float, minimum: float, alpha: float) -> ForecastVerdict:
    said = f"MASE {paired.second:.4f}, the champion's way {paired.first:.4f}"
    sure = paired.told and paired.p_value < alpha
    if sure and gain >= minimum:
        reason = f"{said}: {gain:.1%} less, p = {paired.p_value:.2g} over {paired.groups}"
    elif not paired.told:
        reason = f"{said}: too few to say, {paired.groups}"
    elif not sure:
        reason = f"{said}: within noise (p = {paired.p_value:.2g} over {paired.groups}, it must be below {alpha:.2g})"
    else:
        reason = f"{said}: {gain:.2%} less, which is less than the smallest gain that counts, {minimum:.2%}"
    return ForecastVerdict(sure and gain >= minimum, reason, paired.p_value, alpha)


def _made_alike(one: ForecastSettings, two: ForecastSettings) -> bool:
    """Where the season is found, it is no part of how they are made."""
    return one == replace(two, season=two.season or one.season)


def _columns(forecaster: Forecaster) -> Mapping[str, str]:
    """Name -> how it is known, of all that it goes by."""
    recipe = forecaster.recipe
    ahead = (*recipe.numbers, *(one.column for one in recipe.words))
    always = (*recipe.static_numbers, *(one.column for one in recipe.static_words))
    return {**dict.fromkeys(ahead, "ahead"), **dict.fromkeys(always, "always")}


def _declared(table: SeriesTable) -> Mapping[str, str]:
    return {**dict.fromkeys(table.known, "ahead"), **dict.fromkeys(table.static, "always")}


def _with(table: SeriesTable, names_: Mapping[str, str]) -> SeriesTable:
    """With these columns alone."""
    known = {name: values for name, values in table.known.items() if name in names_}
    static = {name: values for name, values in table.static.items() if name in names_}
    columns = replace(
        table.columns,
        known={name: kind for name, kind in table.columns.known.items() if name in known},
        static={name: kind for name, kind in table.columns.static.items() if name in static},
    )
    return replace(table, columns=columns, known=known, static=static)
