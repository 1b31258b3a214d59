"""How often series have a value: found, said in one line, refused where it can be read in two ways; and by the hour."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sample_forecasting import copy_forecasting, document, load_forecasting, run_forecasting

from landfast_ml.batches.bigquery import table_resource
from landfast_ml.batches.delivery import newest_rows
from landfast_ml.contract.columns import Column
from landfast_ml.errors import DataError
from landfast_ml.features.parsing import parse
from landfast_ml.forecasting.seasonal import seasons
from landfast_ml.forecasting.snapshot import typed_times
from landfast_ml.forecasting.table import SeriesColumns, SeriesRules, SeriesTable, series_table
from landfast_ml.serving.forecasts import read_forecasts
from landfast_ml.table.dates import has_clock

COLUMNS = SeriesColumns("series", "time", "value", clock=True)


def table_at(times: list[str], rules: SeriesRules = SeriesRules()) -> SeriesTable:  # noqa: B008
    parsed = parse(pd.DataFrame({"time": times}), [Column("time", "timestamp", "time")])
    rows = pd.DataFrame({"series": "a", "time": typed_times(parsed.values["time"]), "value": np.arange(len(times)) / 2})
    return series_table(rows, COLUMNS, rules)


def stepped(start: str, count: int, step: str) -> list[str]:
    return [str(time) for time in pd.date_range(start, periods=count, freq=step)]


@pytest.mark.parametrize(
    ("start", "step", "told", "repeats"),
    [
        ("2026-01-01", "15min", "every 15 minutes", (4, 96)),
        ("2026-01-01", "h", "hourly", (24, 168)),
        ("2026-01-01", "D", "daily", (7,)),
        ("2026-01-01", "B", "daily from Monday to Friday", (5,)),
        ("2020-01-01", "W-MON", "weekly, on Mondays", (52,)),
        ("2020-01-01", "W-WED", "weekly, on Wednesdays", (52,)),
        ("2020-01-01", "W-SUN", "weekly, on Sundays", (52,)),
        ("2000-01-01", "MS", "monthly", (12,)),
        ("2000-01-31", "ME", "monthly, on the last day", (12,)),
        ("1960-01-01", "QS", "quarterly", (4,)),
        ("1960-03-31", "QE", "quarterly, on the last day", (4,)),
        ("1700-01-01", "YS", "yearly", ()),
    ],
)
def test_each_frequency_is_found_with_its_seasons(start: str, step: str, told: str, repeats: tuple[int, ...]) -> None:
    times = stepped(start, 340, step)
    found = table_at(times).frequency
    assert found.told == told
    assert seasons(found, len(times)) == repeats
    assert has_clock(times) == (step in {"15min", "h"})


def test_two_frequencies_are_refused_with_both_readings() -> None:
    weekly, more = stepped("2024-01-01", 100, "W-MON"), stepped("2024-01-03", 12, "4W-WED")
    with pytest.raises(DataError, match=r"weekly, on Mondays, .* or daily with gaps: say which"):
        table_at(sorted(weekly + more))
    assert str(table_at(sorted(weekly + more), SeriesRules("day", "missing")).frequency) == "day"


def test_a_clocks_times_need_their_zone_where_it_goes_back_or_forward() -> None:
    local = pd.date_range("2026-03-01", periods=6_000, freq="h", tz="Europe/Berlin")
    with pytest.raises(DataError) as raised:
        table_at([f"{time:%Y-%m-%d %H:%M}" for time in local])
    assert [problem.split(",")[1].strip() for problem in raised.value.problems] == [
        "in the hour that clocks have twice in October (line 5716): say the zone (2026-10-25T02:00+02:00) or write UTC "
        "if they are a clock's",
        "in the hour that clocks leave out in March (line 676): say the zone (2026-10-25T02:00+02:00) or write UTC "
        "if they are a clock's",
    ]  # fmt: skip
    zoned = table_at([time.isoformat() for time in local])
    assert zoned.frequency.told == "hourly"
    assert zoned.stamp(0) == "2026-02-28T23:00:00"
    with pytest.raises(DataError, match="1 of 2 times say their zone"):
        table_at(["2026-01-01T00:00Z", "2026-01-01T01:00"])


def test_a_project_by_the_hour(tmp_path: Path) -> None:
    """Day and night repeat; what is delivered and answered has the time of the day."""
    root = copy_forecasting(tmp_path)
    columns = (root / "features.yaml").read_text(encoding="utf-8").replace("type: date", "type: time")
    kept = [line for line in columns.splitlines() if "promotion" not in line and "region" not in line]
    (root / "features.yaml").write_text("\n".join(kept), encoding="utf-8")
    job = load_forecasting(root, changes=["forecast.iterations=60", "backtest.origins=3", "forecast.horizon=24"])
    times, noise = pd.date_range("2026-01-05", periods=360, freq="h"), np.random.default_rng(2)
    rows = ["shop,day,units"]
    for shop in range(8):
        level = 20 + 10 * np.sin(2 * np.pi * times.hour / 24) + noise.normal(size=len(times))
        rows += [f"S{shop},{time:%Y-%m-%dT%H:%M},{max(value, 0):.2f}" for time, value in zip(times, level, strict=True)]
    raw = job.bucket("raw") / "sales"
    raw.mkdir(parents=True, exist_ok=True)
    (raw / "sales.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    folders = run_forecasting(job)
    facts = document(folders["snapshot"], "snapshot")
    assert (facts["told"], facts["first"], facts["last"]) == ("hourly", "2026-01-05T00:00:00", "2026-01-19T23:00:00")
    assert document(folders["model"], "training")["season"] in {24, 168}
    _, delivered = newest_rows(job)
    assert delivered["time"].iloc[0] == pd.Timestamp("2026-01-20T00:00:00")
    fields = {field["name"]: field["type"] for field in table_resource(job, "forecast")["schema"]["fields"]}
    assert fields["time"] == "DATETIME"
    past = [{"day": f"{time:%Y-%m-%dT%H:%M}", "units": 20.0} for time in times[-100:]]
    answer = read_forecasts(job, folders["model"], "1").predict([{"rows": past}])[0]["forecasts"]
    assert (len(answer), answer[0]["day"]) == (24, "2026-01-20T00:00:00")
