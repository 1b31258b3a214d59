"""A project of series from its raw table to forecasts: what is refused, what stands, what its settings may say."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from sample_forecasting import HEADER, copy_forecasting, load_forecasting, sales
from sample_project import command, put
from sample_store import make_store

from landfast_ml.batches.delivery import every, newest_rows
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, UsageError
from landfast_ml.forecasting.champion import champion_of
from landfast_ml.models import registry
from landfast_ml.steps.forecasting import ingest
from landfast_ml.steps.forecasting.taking import take

Change = Callable[[list[str]], list[str]]


def test_a_run_ends_in_forecasts_of_the_next_times(job: Job) -> None:
    record = every(job)[-1]
    assert (record["rows"], record["series"], record["origin"], record["horizon"]) == (84, 12, "2025-05-25", 7)
    assert (record["version"], record["trained"]["feature_version"][:2]) == ("1", "f-")
    _, rows = newest_rows(job)
    assert sorted(rows["unit"].unique()) == [f"S{number:02d}" for number in range(12)]
    first = rows[rows["unit"] == "S00"]
    assert first["step"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert [str(day) for day in first["time"]] == [f"2025-05-{day}" for day in (26, 27, 28, 29, 30, 31)] + [
        "2025-06-01"
    ]
    assert ((rows["low"] <= rows["prediction"]) & (rows["prediction"] <= rows["high"])).all()
    assert (rows["low"] >= 0).all()
    # A promotion adds ten: what is known ahead is gone by.
    planned = pd.DataFrame([line.split(",") for line in sales()[1:]], columns=HEADER.split(","))
    planned = planned[planned["units"] == ""].reset_index(drop=True)
    promoted = (planned["promotion"] == "true").to_numpy()
    assert rows["prediction"].to_numpy()[promoted].mean() > rows["prediction"].to_numpy()[~promoted].mean() + 4


def test_what_is_not_declared_never_leaves_the_raw_bucket(job: Job) -> None:
    files = [
        path
        for name in ("features", "models", "pipeline_root")
        for path in job.bucket(name).rglob("*")
        if path.is_file()
    ]
    assert len(files) > 10
    assert not [path for path in files if b"call Ann" in path.read_bytes()]


def test_a_version_says_what_it_was_made_of(job: Job) -> None:
    connected = registry.connect(job)
    (version,) = connected.versions()
    assert (version.version, version.aliases) == ("1", ("champion",))
    assert version.metrics["skill"] > 0.2
    card = connected.text("1", registry.CARD) or ""
    for told in ("the next 7 values of `units`", "an interval that is to hold 90%", "12 series, daily", "season 7",
                 "promotion (known ahead)", "region (of the series)", "keeps its name"):  # fmt: skip
        assert told in card
    assert (connected.fetch("1") / "forecaster.json").is_file()
    lineage = json.loads(connected.text("1", registry.LINEAGE) or "")
    assert lineage["evaluation"]["season"] == 7
    folder = job.bucket("features") / "sales" / version.tags["feature_version"]
    assert len(pd.read_parquet(folder / "train")) == 12 * 147


def replaced(old: str, new: str) -> Change:
    """In the tenth line."""
    return lambda rows: [*rows[:9], rows[9].replace(old, new), *rows[10:]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda rows: [*rows, rows[5]], "1 row of a series and time already there (1766 as 6): sum or drop"),
        (lambda rows: [*rows[:4], *rows[5:]], "1 time of 1 gap without a value (line: 1 before 5): set gaps"),
        (replaced("2025-01-14", "14.1.25"), "1 row: day is not a date (line 10)"),
        (replaced(",south", ",west"), "region is another than before in its series"),
        (replaced("S00,2025-01-14,", "S00,2025-01-14,-"), "units is out of range (line 10)"),
        (lambda rows: rows[:60], "59 rows, at least 100 are needed"),
        (lambda rows: [rows[0].replace(",promotion", ",promo"), *rows[1:]], "table.csv: there is no column promotion"),
    ],
)
def test_what_is_no_series_is_said_by_line(empty: Job, change: Change, told: str) -> None:
    put(empty, change(sales()))
    with pytest.raises(DataError) as raised:
        take(empty)
    assert told in str(raised.value)
    assert "S00" not in str(raised.value)


def test_the_first_step_wants_what_the_last_one_needs(empty: Job, tmp_path: Path) -> None:
    """Rows of the times to come: it was asked for when the model had been made, minutes later."""
    header, *rows = sales()
    put(empty, [header, *(row for row in rows if row.split(",")[2])])
    with pytest.raises(DataError, match="promotion is declared as known ahead, but ends too early in 12 series"):
        ingest.run(empty, snapshot=tmp_path)


def test_lines_are_those_of_the_file(empty: Job) -> None:
    """A cell may span lines, and there may be several files."""
    rows = sales()
    rows[3] = rows[3].replace("call Ann", '"call\nAnn"')
    put(empty, [*rows, rows[8]])
    with pytest.raises(DataError, match=r"\(1767 as 10\)"):
        take(empty)
    put(empty, rows)
    (empty.table / "zweite.csv").write_text("\n".join([HEADER, rows[8]]) + "\n")
    with pytest.raises(DataError, match=r"\(zweite.csv:2 as table.csv:10\)"):
        take(empty)


def test_a_declaration_says_when_a_feature_is_known(tmp_path: Path) -> None:
    copy_forecasting(tmp_path)
    path = tmp_path / "features.yaml"
    declared = path.read_text(encoding="utf-8")
    wrong = declared.replace(", known: ahead", "").replace(
        "type: category, known", "type: text, protection: hashed, known"
    )
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        load_forecasting(tmp_path)
    assert "promotion: says not from when it is known" in str(raised.value)
    assert "region: a forecast has no use for a text" in str(raised.value)
    path.write_text(declared.replace("task: forecast", "task: regression"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"promotion\.known: a regression task asks for no time to come"):
        load_forecasting(tmp_path)
    path.write_text(declared, encoding="utf-8")
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace('"forecasting"', '"tabular"'))
    with pytest.raises(UsageError, match="task: forecast is not for a project of tabular"):
        load_forecasting(tmp_path)


def test_settings_that_make_no_sense_are_named_together(ran: Path) -> None:
    job = load_forecasting(ran, changes=["forecast.horizon=0", "forecast.coverage=1.5"])
    put(job, sales())
    with pytest.raises(UsageError, match=r"forecast.horizon: 0, at least 1; forecast.coverage: 1.5, a share"):
        champion_settings(job)
    assert champion_of(load_forecasting(ran)) is not None


def champion_settings(job: Job) -> object:
    from landfast_ml.forecasting.declared import forecast_settings

    return forecast_settings(job)


def test_as_a_person_runs_it(tmp_path: Path) -> None:
    """By the command line: each step in a process of its own, a second run does nothing."""
    job = load_forecasting(copy_forecasting(tmp_path))
    put(job, sales())
    make_store(job)
    done = command(job.root, "pipeline", "run")
    assert done.returncode == 0, done.stderr
    assert "rows 84  series 12  skill 0." in done.stdout
    again = command(job.root, "pipeline", "run")
    assert again.stdout.count("skipped") == 6
    written = command(job.root, "forecasts", "export", "out/forecasts.csv")
    assert written.stdout.startswith("out/forecasts.csv: 84 rows of 12 series, b-")
    table = pd.read_csv(job.root / "out/forecasts.csv")
    assert list(table) == ["shop", "day", "units", "low", "high", "step"]
    shown = command(job.root, "models", "show", "champion").stdout.split()
    assert {"[forecast]", "[backtest]"} <= set(shown)
    assert not {"[search]", "[features]", "[decision]"} & set(shown)
    assert "84 rows, 0 refused" in command(job.root, "forecasts", "list").stdout
    looked = command(job.root, "monitor", "run", "--output", "json", "--report", "out/look.html")
    assert json.loads(looked.stdout)["newest"] == "2025-05-25"
    assert "Monitoring of unit" in (job.root / "out/look.html").read_text()
    assert command(job.root, "models", "score", "x.csv").returncode == 2
    refused = command(job.root, "forecasts", "export", "out/forecasts.xlsx")
    assert (refused.returncode, "the end of its name says how it is written" in refused.stderr) == (2, True)
