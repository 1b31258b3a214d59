"""What becomes of forecasts: delivered once, compared with what came, answered on demand; and whose series they are."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sample_forecasting import HEADER, copy_forecasting, load_forecasting, run_forecasting, sales
from sample_project import command, put

from landfast_ml.batches.delivery import every, newest_rows
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, UsageError
from landfast_ml.kinds import forecasting
from landfast_ml.models import aliases, registry
from landfast_ml.monitoring import series
from landfast_ml.serving.forecasts import load_forecasts
from landfast_ml.steps.forecasting.taking import take
from landfast_ml.subjects import erasure
from landfast_ml.subjects.export import export
from landfast_ml.subjects.identity import subject_of

Change = Callable[[list[str]], list[str]]


def test_a_delivery_is_made_once_and_again_for_another_champion(job: Job) -> None:
    made = every(job)
    run_forecasting(job, "again")
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
    run_forecasting(job)
    _, rows = newest_rows(job)
    subject = subject_of(job, " S03 ")
    assert "S03" not in set(rows["unit"])
    assert subject.pseudonyms[0] in set(rows["unit"])
    told = export(job, subject)
    counts = {name: len(records) for name, records in told["data"].items() if records}
    assert counts["batches of predictions"] == 7
    assert counts["features"] == 147
    assert [(one["version"], one["trained_on"]) for one in told["models"]] == [("1", 147)]

    certificate = erasure.erase(job, subject, erasure.Order("Ana", "asked"), lambda *_: None)
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


def test_what_goes_on_is_told_at_a_glance_and_on_a_page(job: Job) -> None:
    told = command(job.root, "status")
    assert told.returncode == 0, told.stderr
    assert "100 %  champion" in told.stdout
    assert "84 values of 12 series, 7 ahead of 2025-05-25, version 1" in told.stdout
    assert "experiments" not in told.stdout
    assert command(job.root, "status", "--report", "build/status.html").returncode == 0
    page = (job.root / "build/status.html").read_text(encoding="utf-8")
    assert "champion" in page
    assert "Experiments" not in page
    assert command(job.root, "data", "check").stdout.splitlines()[-1] == "daily, from 2025-01-06 to 2025-05-25"
