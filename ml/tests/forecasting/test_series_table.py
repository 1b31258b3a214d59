"""From a long table to a grid of times: what is found, and what is refused by its line."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_series import COLUMNS, long_table, seasonal, table_of

from landfast_ml.errors import DataError, UsageError
from landfast_ml.forecasting.frequency import Frequency, detect, parse_frequency
from landfast_ml.forecasting.table import SeriesColumns, SeriesRules, series_table

FREQUENCIES = st.one_of(
    st.builds(
        Frequency,
        st.sampled_from(["minute", "hour", "day", "week"]),
        st.sampled_from([1, 2, 3, 5]),
        st.integers(0, 59),
    ),
    st.builds(Frequency, st.sampled_from(["month", "quarter", "year"]), day=st.sampled_from([1, 15, 31])),
    st.just(Frequency("business day")),
)


@settings(max_examples=200)
@given(FREQUENCIES, st.integers(500, 2_000), st.integers(12, 60))
def test_a_grid_is_found_again_from_its_times(frequency: Frequency, start: int, count: int) -> None:
    positions = np.arange(start, start + count)
    times = frequency.times(positions)
    assert not frequency.off_grid(times).any()
    assert np.array_equal(frequency.positions(times), positions)
    found = detect(np.zeros(count), times)
    assert np.array_equal(np.diff(found.positions(times)), np.ones(count - 1))
    assert np.array_equal(found.times(found.positions(times)), times)


@pytest.mark.parametrize(
    ("text", "is_"),
    [
        ("day", Frequency("day")),
        ("15 minutes", Frequency("minute", 15)),
        (" Business Day ", Frequency("business day")),
        ("hourly", Frequency("hour")),
        ("15min", Frequency("minute", 15)),
        ("2W", Frequency("week", 2)),
        ("W-WED", Frequency("week")),
        ("QE-DEC", Frequency("quarter")),
        ("MS", Frequency("month")),
    ],
)
def test_a_frequency_is_a_word(text: str, is_: Frequency) -> None:
    assert parse_frequency(text) == is_


@pytest.mark.parametrize("text", ["", "daily dose", "0 days", "2 business days", "day day", "m", "D-WED", "-1 day"])
def test_what_is_no_frequency_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(UsageError, match="business day"):
        parse_frequency(text)


def test_series_of_different_length_stand_on_one_grid() -> None:
    values = seasonal(3, 30)
    values[1, :10] = np.nan
    values[2, 20:] = np.nan
    table = table_of(values)
    assert (str(table.frequency), table.values.shape, table.last) == ("day", (3, 30), 29)
    assert np.array_equal(table.values, values, equal_nan=True)
    assert table.times[0] == np.datetime64("2025-01-06")


def test_rows_may_come_in_any_order() -> None:
    values = seasonal(4, 40)
    rows = long_table(values).sample(frac=1, random_state=3, ignore_index=True)
    assert np.array_equal(series_table(rows, COLUMNS, SeriesRules()).values, values)


@pytest.mark.parametrize(
    ("gaps", "expected"), [("missing", [1.0, np.nan, np.nan, 4.0, np.nan]), ("zero", [1.0, 0.0, 0.0, 4.0, np.nan])]
)
def test_a_gap_is_what_one_says_it_is(gaps: str, expected: list[float]) -> None:
    values = np.array([[1.0, np.nan, np.nan, 4.0, np.nan], [1.0, 2.0, 3.0, 4.0, 5.0]])
    table = table_of(values, SeriesRules(gaps=gaps))  # type: ignore[arg-type]
    assert np.array_equal(table.values[0], expected, equal_nan=True)


def refused(rows: pd.DataFrame, rules: SeriesRules = SeriesRules(), columns: SeriesColumns = COLUMNS) -> str:  # noqa: B008
    with pytest.raises(DataError) as raised:
        series_table(rows, columns, rules)
    return "\n".join(raised.value.problems)


def test_what_is_wrong_is_told_by_line_all_at_once_and_without_a_value() -> None:
    rows = long_table(seasonal(2, 20))
    rows.loc[3, "time"] = np.datetime64("2025-01-09T11:00:00")
    rows.loc[30, "time"] = rows.loc[29, "time"]
    rows.insert(3, "region", "north")
    rows.loc[8, "region"] = "south"
    said = refused(rows, columns=SeriesColumns("series", "time", "value", static={"region": "category"}))
    assert "1 row: not a time of the frequency (day) (line 5)" in said
    assert "1 row of a series and time already there (32 as 31)" in said
    assert "region is another than before in its series (line 10, 11)" in said
    assert "without a value" in said
    assert "S0" not in said


def test_empty_cells_and_wrong_years_are_refused() -> None:
    rows = long_table(seasonal(2, 20))
    broken = rows.assign(
        value=rows["value"].where(rows.index != 5, np.inf), series=rows["series"].where(rows.index != 7)
    )
    assert "series is empty (line 9)" in refused(broken)
    assert "value is infinite (line 7)" in refused(broken)
    far = rows.copy()
    far.loc[0, "time"] = np.datetime64("1025-01-06")
    assert "is a time wrong?" in refused(far, SeriesRules(frequency="day", gaps="missing", maximum_cells=10_000))
    assert "no series has two times" in refused(rows.iloc[[0, 25]])
