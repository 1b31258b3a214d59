"""A global model over many series: honest about time, intervals that hold, better than the season before or not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sample_series import COLUMNS, long_table, seasonal, table_of, walks

from landfast_ml.errors import DataError, ProjectError
from landfast_ml.forecasting.backtest import Origins, backtest
from landfast_ml.forecasting.comparison import compare_losses
from landfast_ml.forecasting.forecaster import Forecast, Forecaster, ForecastSettings, fit
from landfast_ml.forecasting.seasonal import choose_season, seasonal_naive
from landfast_ml.forecasting.stored import load_forecaster, save_forecaster
from landfast_ml.forecasting.table import SeriesColumns, SeriesRules, SeriesTable, series_table

QUICK = ForecastSettings(horizon=7, iterations=60, most_rows=8_000)


@pytest.fixture(scope="module")
def table() -> SeriesTable:
    return table_of(seasonal())


@pytest.fixture(scope="module")
def forecaster(table: SeriesTable) -> Forecaster:
    return fit(table, table.last, QUICK)


def said(one: Forecast) -> np.ndarray:
    return np.stack([one.point, one.low, one.high])


def test_the_forecast_is_of_the_next_times(table: SeriesTable, forecaster: Forecaster) -> None:
    one = forecaster.forecast(table)
    assert one.times.tolist() == (table.times[-1] + np.arange(1, 8) * np.timedelta64(1, "D")).tolist()
    assert one.point.shape == (12, 7)
    assert (one.low <= one.point).all()
    assert (one.point <= one.high).all()
    week = seasonal_naive(table.values, 7, 7)
    assert np.abs(one.point - week).mean() < 3


def test_nothing_after_the_cut_is_learned_from() -> None:
    """To the last bit: what comes later may be anything."""
    values = seasonal(6, 120)
    later = values.copy()
    later[:, 101:] = np.random.default_rng(4).normal(500, 100, later[:, 101:].shape)
    first, second = (table_of(one) for one in (values, later))
    told = [said(fit(one, 100, QUICK).forecast(one, 100)) for one in (first, second)]
    assert np.array_equal(told[0], told[1])


def test_nothing_after_the_origin_is_looked_at(table: SeriesTable, forecaster: Forecaster) -> None:
    values = table.values.copy()
    values[:, 101:] = -1
    assert np.array_equal(said(forecaster.forecast(table, 100)), said(forecaster.forecast(table_of(values), 100)))


def test_it_beats_the_season_before_where_there_is_more_to_tell() -> None:
    """One noisy value is a worse forecast than the mean of many."""
    settings = ForecastSettings(horizon=7, iterations=120, most_rows=20_000)
    found = backtest(table_of(seasonal(20, 240, noise=2.5)), settings, Origins(6))
    assert found.season == 7
    assert found.metrics["skill"] > 0.05
    tested = found.against_naive(0.95)
    assert (tested.told, tested.p_value < 0.05, tested.high < 0) == (True, True, True)


def test_of_a_random_walk_it_claims_nothing() -> None:
    tested = backtest(table_of(walks()), QUICK, Origins(5)).against_naive(0.95)
    assert tested.p_value > 0.05


def test_intervals_hold_what_they_promise() -> None:
    values = seasonal(30, 260, noise=3.0, trend=0.0, seed=8)
    for coverage in (0.8, 0.95):
        settings = ForecastSettings(horizon=7, iterations=40, coverage=coverage, most_rows=15_000)
        found = backtest(table_of(values), settings, Origins(6))
        assert found.metrics["coverage"] == pytest.approx(coverage, abs=0.06)


def test_a_new_series_has_a_forecast_and_one_without_a_past_has_none() -> None:
    values = seasonal(6, 120)
    values[0, :115] = np.nan
    table = table_of(values)
    told = fit(table, table.last, QUICK).forecast(table, 110)
    assert np.isnan(told.point[0]).all()
    assert np.isfinite(told.point[1:]).all()
    assert np.isfinite(fit(table, table.last, QUICK).forecast(table).point).all()


def promoted(future: bool) -> SeriesTable:
    """Days of a promotion sell 20 more: known ahead, and in no pattern."""
    generator = np.random.default_rng(9)
    values, days = seasonal(8, 150), generator.random((8, 150)) < 0.2
    values = values + 20 * days
    values[:, 143:] = np.nan
    rows = long_table(np.where(np.isnan(values), 0, values))
    rows["value"] = values.ravel()
    rows["promotion"] = days.ravel().astype(float)
    if not future:
        rows.loc[rows["value"].isna(), "promotion"] = np.nan
    columns = SeriesColumns(COLUMNS.series, COLUMNS.time, COLUMNS.value, known={"promotion": "number"})
    return series_table(rows, columns, SeriesRules())


def test_what_is_known_ahead_is_used() -> None:
    table = promoted(future=True)
    settings = ForecastSettings(horizon=7, iterations=120, most_rows=20_000)
    told = fit(table, table.last, settings).forecast(table)
    there = table.known["promotion"][:, 143:150] == 1
    assert there.any()
    assert told.point[there].mean() - told.point[~there].mean() > 8


def test_what_should_be_known_ahead_and_is_not_is_refused() -> None:
    table = promoted(future=False)
    with pytest.raises(DataError, match=r"promotion is declared as known ahead, but ends too early in 8 series"):
        fit(table, table.last, QUICK).forecast(table)


def test_too_short_a_past_says_how_much_is_needed() -> None:
    with pytest.raises(DataError, match=r"have 12 times to learn from, and \d+ are needed"):
        fit(table_of(seasonal(3, 12)), 11, QUICK)
    with pytest.raises(DataError, match=r"have 26 times, too few for 2 origins of a backtest at a horizon of 7"):
        backtest(table_of(seasonal(3, 26)), QUICK, Origins(40))


def test_of_a_short_past_fewer_origins_are_tested() -> None:
    found = backtest(table_of(seasonal(4, 70)), QUICK, Origins(40))
    assert 2 <= len(found.origins) < 9
    assert found.origins[-1] == 62
    with pytest.raises(DataError, match="too few for 40 origins"):
        backtest(table_of(seasonal(4, 70)), QUICK, Origins(40, fewest=40))


def test_bounds_hold() -> None:
    values = np.abs(seasonal(6, 120)) * 0.1
    settings = ForecastSettings(horizon=7, iterations=30, minimum=0.0, maximum=5.0)
    told = said(fit(table_of(values), 119, settings).forecast(table_of(values)))
    assert told.min() >= 0
    assert told.max() <= 5


def test_stored_and_read_again_it_says_the_same(table: SeriesTable, forecaster: Forecaster, tmp_path: Path) -> None:
    save_forecaster(forecaster, tmp_path)
    again = load_forecaster(tmp_path)
    assert np.array_equal(said(again.forecast(table)), said(forecaster.forecast(table)))
    (tmp_path / "forecaster.json").write_text("{}")
    with pytest.raises(ProjectError, match="no forecaster can be read from it"):
        load_forecaster(tmp_path)


def test_the_season_is_the_one_that_repeats(table: SeriesTable) -> None:
    assert choose_season(table.values, table.frequency) == 7
    assert choose_season(walks(), table.frequency) == 1


def test_a_gain_in_one_bad_week_is_no_gain() -> None:
    """Many series that share one lucky origin are not many proofs."""
    generator = np.random.default_rng(6)
    first = generator.gamma(2, size=(6, 40, 5))
    second = first + generator.normal(0, 0.01, first.shape)
    second[2] -= 1.5
    assert compare_losses(first, second, np.arange(6), 0.95).p_value > 0.05
    assert compare_losses(first, first - 0.3, np.arange(6), 0.95).p_value < 0.001
    assert not compare_losses(first[:2, :3], second[:2, :3], np.arange(2), 0.95).told
