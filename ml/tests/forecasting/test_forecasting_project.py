"""A project of series from its raw table to forecasts: what is refused, what stands, what is delivered and seen."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sample_forecasting import HEADER, copy_forecasting, load_forecasting, sales
from sample_project import command, put
from sample_store import make_store

from landfast_ml.batches.delivery import every, newest_rows
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError, UsageError
from landfast_ml.forecasting.champion import champion_of
from landfast_ml.kinds import forecasting
from landfast_ml.models import aliases, registry
from landfast_ml.monitoring import series
from landfast_ml.serving.forecasts import load_forecasts
from landfast_ml.steps.forecasting.taking import take
from landfast_ml.subjects import erasure
from landfast_ml.subjects.export import export
from landfast_ml.subjects.identity import subject_of

Change = Callable[[list[str]], list[str]]


def run(job: Job, name: str = "run") -> dict[str, Path]:
    """Every step in this process, each into a folder of its own; what an earlier one made is read by the next."""
    make_store(job)
    folders: dict[str, Path] = {}
    for step in job.project.steps:
        folder = job.bucket("pipeline_root") / name / step.output
        folder.mkdir(parents=True)
        step.load()(job, **{made: folders[made] for made in step.inputs}, **{step.output: folder})
        folders[step.output] = folder
    return folders


def document(folder: Path, name: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    job = load_forecasting(copy_forecasting(tmp_path_factory.mktemp("ran")))
    put(job, sales())
    run(job)
    return job.root


@pytest.fixture
def job(ran: Path, tmp_path: Path) -> Job:
    """A copy of the project after its first run."""
    shutil.copytree(ran, tmp_path / "copy")
    return load_forecasting(tmp_path / "copy")


@pytest.fixture
def empty(tmp_path: Path) -> Job:
    return load_forecasting(copy_forecasting(tmp_path))


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
    for told in ("the next 7 values of `units`", "an interval that is to hold 90%", "12 series, every day", "season 7",
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


def test_a_forecast_that_is_no_better_is_refused(empty: Job) -> None:
    """Of a random walk nobody can tell more than where it is."""
    walk = np.random.default_rng(3).normal(0, 1, (12, 140)).cumsum(axis=1) + 100
    days = np.datetime64("2025-01-06") + np.arange(147)
    values = [[*(f"{value:.3f}" for value in one), *[""] * 7] for one in walk]
    put(empty, [HEADER, *(
        f"S{shop},{days[at]},{value},false,north,-" for shop, one in enumerate(values) for at, value in enumerate(one)
    )])  # fmt: skip
    with pytest.raises(ProjectError, match="it is not better than the season before"):
        run(empty)
    assert not registry.connect(empty).versions()


def test_intervals_that_promise_too_much_are_refused(job: Job) -> None:
    strict = load_forecasting(job.root, changes=["gate.coverage_margin=-0.2"])
    with pytest.raises(ProjectError, match=r"within their interval, 90% are promised, 110.0% must be"):
        run(strict, "strict")
    limited = load_forecasting(job.root, changes=['gate.limits=["skill.low >= 0.9", "mase.low >= 0"]'])
    with pytest.raises(ProjectError, match=r"skill.low is 0\.\d+, must be >= 0.9; mase.low is nan"):
        run(limited, "limited")


def test_newer_data_makes_the_next_champion_and_another_way_must_be_better(job: Job) -> None:
    put(job, sales(times=147))
    run(job, "newer")
    versions = registry.connect(job).versions()
    assert {one.version: one.aliases for one in versions} == {"2": ("champion",), "1": ("previous",)}
    reason = documents(job, "models").read("promotions/000002.json")
    assert reason is not None
    assert "made as the champion was, and learned from what has come since" in reason["reason"]

    # A handful of trees is worse, beyond noise.
    worse = load_forecasting(job.root, changes=["forecast.iterations=2"])
    with pytest.raises(ProjectError, match="it is behind the champion, version 2: MASE"):
        run(worse, "worse")
    # Another seed is neither.
    other = load_forecasting(job.root, changes=["train.seed=5"])
    run(other, "other")
    found = {one.version: one.aliases for one in registry.connect(job).versions()}
    assert found == {"3": ("challenger",), "2": ("champion",), "1": ("previous",)}
    # The challenger was registered, and the champion forecasts.
    assert {one["version"] for one in every(job)} == {"1", "2"}


def test_another_horizon_can_not_be_compared(job: Job) -> None:
    longer = load_forecasting(job.root, changes=["forecast.horizon=5"])
    found = run(longer, "longer")
    assert document(found["decision"], "decision")["comparison"] is None
    assert document(found["registration"], "registration")["alias"] == "challenger"


def test_a_delivery_is_made_once_and_again_for_another_champion(job: Job) -> None:
    made = every(job)
    run(job, "again")
    # The same data and the same way: the version is new, and so is what it forecasts.
    assert len(every(job)) == len(made) + 1
    assert forecasting.stands(job, job.project.steps[-1])
    aliases.rollback(registry.connect(job), documents(job, "models"), aliases.Decision("rollback", "Ana", "a try"))
    assert forecasting.stands(job, job.project.steps[-1])
    shutil.rmtree(job.environment_store / "batches")
    assert not forecasting.stands(job, job.project.steps[-1])


def turns(row: list[str]) -> bool:
    """A value that the delivered forecast was of."""
    return bool(row[2]) and row[1] > "2025-05-25"


def test_a_look_finds_what_has_come_true(job: Job) -> None:
    put(job, sales(times=147))
    fine = series.look(job, lambda one: take(one).table, date(2025, 6, 2))
    assert (fine.alarms, fine.version, fine.newest) == ((), "1", "2025-06-01")
    assert (fine.rows, fine.new_data) == (84, True)
    assert fine.quality is not None
    assert fine.quality.value > 0.1

    rows = sales(times=147)
    header, told = rows[0], [row.split(",") for row in rows[1:]]
    turned = [
        [*row[:2], str(round(float(row[2]) + 60, 2)) if row[2] and row[1] > "2025-05-25" else row[2], *row[3:]]
        for row in told
    ]
    put(job, [header, *(",".join(row) for row in turned)])
    bad = series.look(job, lambda one: take(one).table, date(2025, 6, 20))
    causes = [(alarm.cause, alarm.subject) for alarm in bad.alarms]
    assert causes == [("late", ""), ("quality", "coverage")]
    assert "0.0% of 84 values came within their interval, 90% were promised" in bad.alarms[1].text
    assert "the last value is of 2025-06-01, 19 days ago" in bad.alarms[0].text

    ended = [row if row[0] != "S03" or row[1] < "2025-05-20" else [row[0], row[1], "", *row[3:]] for row in told]
    put(job, [HEADER, *(",".join(row) for row in ended)])
    found = series.look(job, lambda one: take(one).table, date(2025, 6, 2))
    assert "1 of 12 series have no value in the last 3 times or more" in [
        alarm.text.split(":")[0] for alarm in found.alarms
    ]
    put(job, rows[:50])
    assert [alarm.cause for alarm in series.look(job, lambda one: take(one).table).alarms] == ["contract"]


def test_a_series_of_a_person_can_be_copied_and_erased(tmp_path: Path) -> None:
    job = load_forecasting(copy_forecasting(tmp_path, personal=True))
    put(job, sales())
    run(job)
    _, rows = newest_rows(job)
    subject = subject_of(job, " S03 ")
    assert "S03" not in set(rows["unit"])
    assert subject.pseudonyms[0] in set(rows["unit"])
    told = export(job, subject)
    counts = {name: len(records) for name, records in told["data"].items() if records}
    assert counts["batches of predictions"] == 7
    assert counts["features"] == 147
    assert [(one["version"], one["trained_on"]) for one in told["models"]] == [("1", 147)]

    certificate = erasure.erase(job, subject, "Ana", "asked", lambda *_: None)
    assert certificate["finished"]
    assert not any(list(place.find(subject)) for place in erasure.places(job))
    put(job, sales())
    assert len(take(job).table.series) == 11


def test_a_series_that_is_no_person_can_not_be_asked_for(job: Job) -> None:
    with pytest.raises(UsageError, match="shop is declared to be no person"):
        subject_of(job, "S03")


def test_a_forecast_is_given_of_a_series_that_was_never_seen(job: Job) -> None:
    backend = load_forecasts(job)
    days = np.datetime64("2026-02-02") + np.arange(35)
    rows = [
        {"day": str(day), "units": 30 + at % 7 if at < 28 else None, "promotion": False, "region": "north"}
        for at, day in enumerate(days)
    ]
    (answer,) = backend.predict([{"rows": rows[::-1]}])
    told = answer["forecasts"]
    assert [one["day"] for one in told] == [str(day) for day in days[28:]]
    assert all(one["low"] <= one["units"] <= one["high"] for one in told)
    assert [one["step"] for one in told] == [1, 2, 3, 4, 5, 6, 7]

    with pytest.raises(DataError) as raised:
        backend.predict([
            {"rows": []},
            {"rows": [{**rows[0], "price": 1}]},
            {"rows": rows[:28]},
            {"rows": [{**rows[0], "units": "many"}, *rows[1:]]},
        ])  # fmt: skip
    assert [problem[:11] for problem in raised.value.problems] == [f"instance {number}:" for number in (0, 1, 2, 3)]
    assert "'price': no such column" in raised.value.problems[1]
    assert "promotion is declared as known ahead, but ends too early" in raised.value.problems[2]
    assert "row 0: units is not a number" in raised.value.problems[3]


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
    assert "84 rows, 0 refused" in command(job.root, "forecasts", "list").stdout
    looked = command(job.root, "monitor", "run", "--output", "json", "--report", "out/look.html")
    assert json.loads(looked.stdout)["newest"] == "2025-05-25"
    assert "Monitoring of unit" in (job.root / "out/look.html").read_text()
    assert command(job.root, "models", "score", "x.csv").returncode == 2
    refused = command(job.root, "forecasts", "export", "out/forecasts.xlsx")
    assert (refused.returncode, "the end of its name says how it is written" in refused.stderr) == (2, True)
