"""What `features.yaml` and `settings.toml` say of series and forecasts, as the forecaster takes it."""

from __future__ import annotations

from dataclasses import replace

from landfast_ml.contract.columns import Column, Columns, Known
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.forecasting.backtest import Origins
from landfast_ml.forecasting.forecaster import ForecastSettings
from landfast_ml.forecasting.frequency import parse_frequency
from landfast_ml.forecasting.table import ColumnKind, SeriesColumns, SeriesRules


def series_columns(columns: Columns) -> SeriesColumns:
    """By role, and by when a feature is known."""
    when = columns.timestamp
    if when is None:
        raise UsageError("features.yaml: a series needs times: declare a column with role: timestamp")
    known, static = _kinds(columns, "ahead"), _kinds(columns, "always")
    clock = columns.column(when).type == "time"
    return SeriesColumns(columns.subject, when, columns.target, known, static, clock)


def taken_as(column: Column) -> Column:
    """As the rows of series are read: of a time to come nobody knows the value."""
    return replace(column, missing="allow") if column.role == "target" else column


def _kinds(columns: Columns, known: Known) -> dict[str, ColumnKind]:
    """A yes or no is a number, too."""
    return {c.name: "category" if c.type == "category" else "number" for c in columns.all if c.known == known}


def series_rules(job: Job) -> SeriesRules:
    """UsageError if the frequency is none."""
    settings = job.settings.forecast
    if settings.frequency:
        parse_frequency(settings.frequency)
    return SeriesRules(settings.frequency, settings.gaps)


def forecast_settings(job: Job) -> ForecastSettings:
    """The target's own bounds are those of every forecast. UsageError names every setting that makes no sense."""
    settings, target = job.settings.forecast, job.columns.column(job.columns.target)
    least = {"horizon": 1, "season": 0, "iterations": 1, "most_rows": 100}
    problems = [
        f"forecast.{name}: {value}, at least {limit}"
        for name, limit in least.items()
        if (value := getattr(settings, name)) < limit
    ]
    if not 0.5 <= settings.coverage < 1:
        problems.append(f"forecast.coverage: {settings.coverage:g}, a share from 0.5 to below 1")
    if problems:
        raise UsageError("settings.toml: " + "; ".join(problems))
    return ForecastSettings(
        horizon=settings.horizon,
        season=settings.season,
        coverage=settings.coverage,
        point=settings.point,
        iterations=settings.iterations,
        most_rows=settings.most_rows,
        minimum=target.minimum,
        maximum=target.maximum,
        seed=job.settings.train.seed,
    )


def origins_of(job: Job) -> Origins:
    """UsageError names every setting of the backtest that makes no sense."""
    settings = job.settings.backtest
    problems = [
        f"backtest.{name}: {value}, at least {limit}"
        for name, limit in {"origins": 1, "stride": 0, "refits": 1}.items()
        if (value := getattr(settings, name)) < limit
    ]
    if not 0 < settings.confidence < 1:
        problems.append(f"backtest.confidence: {settings.confidence:g}, a share between 0 and 1")
    if problems:
        raise UsageError("settings.toml: " + "; ".join(problems))
    return Origins(settings.origins, settings.stride, settings.refits)
