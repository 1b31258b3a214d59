"""Forecasts on demand: an instance is the past of one series, and what is known of the times to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from landfast_ml.contract.columns import Columns
from landfast_ml.environment import Job
from landfast_ml.errors import DataError
from landfast_ml.features.parsing import parse, text_of
from landfast_ml.forecasting.declared import series_columns, taken_as
from landfast_ml.forecasting.forecaster import Forecast, Forecaster
from landfast_ml.forecasting.snapshot import typed_times
from landfast_ml.forecasting.stored import load_forecaster
from landfast_ml.forecasting.table import SeriesRules, SeriesTable, series_table
from landfast_ml.models import published

ROWS = "rows"
MOST_ROWS = 10_000
_SERIES = "series"


@dataclass(frozen=True, slots=True)
class ForecastBackend:
    """A version that answers `{"rows": [{column: value}]}`, in any order, the series' name left out.

    A row with a value is of the past, one without is of a time to come, with what is known ahead of it. The answer is
    `{"forecasts": [{time, value, low, high, step}]}`, under the names that the columns have.
    """

    version: str
    forecaster: Forecaster
    columns: Columns

    @property
    def known(self) -> frozenset[str]:
        return frozenset({ROWS})

    def predict(self, instances: Sequence[Mapping[str, Any]], reasons: int = 0) -> list[dict[str, Any]]:
        """One answer an instance; DataError lists every problem of all instances."""
        if reasons:
            raise DataError(["a forecast has no reasons to give: take `reasons` out of the parameters"])
        answers, problems = [], []
        for number, instance in enumerate(instances):
            try:
                answers.append(self._answer(instance))
            except DataError as error:
                problems += [f"instance {number}: {problem}" for problem in error.problems]
        if problems:
            raise DataError(problems)
        return answers

    def _answer(self, instance: Mapping[str, Any]) -> dict[str, Any]:
        problems = list(_form_problems(instance, self._names()))
        if problems:
            raise DataError(problems)
        table = self._table(instance[ROWS])
        forecast = self.forecaster.forecast(table)
        return {"forecasts": list(_told(table, forecast))}

    def _names(self) -> list[str]:
        return [column.name for column in self.columns.raw if column.role != "subject"]

    def _table(self, rows: Sequence[Mapping[str, Any]]) -> SeriesTable:
        names = self._names()
        texts = pd.DataFrame({name: [text_of(row.get(name)) for row in rows] for name in names}, dtype=str)
        declared = [taken_as(column) for column in self.columns.raw if column.name in names]
        parsed = parse(texts, declared, self.columns.missing_values)
        wrong = [
            f"row {row}: {name} is {reason}"
            for row in np.flatnonzero(parsed.bad).tolist()
            for name, reason in parsed.reasons(row).items()
        ]
        if wrong:
            raise DataError(wrong)
        columns = series_columns(self.columns)
        typed = parsed.values.assign(
            **{columns.time: typed_times(parsed.values[columns.time]), columns.series: _SERIES}
        )
        rules = SeriesRules(str(self.forecaster.recipe.frequency), gaps="missing")
        return series_table(typed, columns, rules, np.arange(len(rows)))


def _told(table: SeriesTable, forecast: Forecast) -> Iterator[dict[str, Any]]:
    when, target = table.columns.time, table.columns.value
    ends = zip(table.stamps(forecast.times), forecast.point[0], forecast.low[0], forecast.high[0], strict=True)
    for step, (time, point, low, high) in enumerate(ends, 1):
        yield {when: time, target: float(point), "low": float(low), "high": float(high), "step": step}


def _form_problems(instance: Mapping[str, Any], names: Sequence[str]) -> Iterator[str]:
    rows = instance.get(ROWS)
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        yield f"{ROWS} must be a list of objects of columns and values: the past of one series, and what is known ahead"
        return
    if len(rows) > MOST_ROWS:
        yield f"{len(rows):,} rows, at most {MOST_ROWS:,} of one series"
    unknown = sorted({name for row in rows for name in row} - set(names))
    if unknown:
        yield f"{', '.join(map(repr, unknown))}: no such column, there are: {', '.join(names)}"


def load_forecasts(job: Job, version: str = "champion") -> ForecastBackend:
    """A version or alias that is published. Raises: UsageError."""
    number = published.find(job, version)
    return read_forecasts(job, published.folder(job, number), number)


def read_forecasts(job: Job, folder: Path, version: str) -> ForecastBackend:
    """From the files of the train step. Raises: ProjectError."""
    return ForecastBackend(version, load_forecaster(folder), job.columns)
