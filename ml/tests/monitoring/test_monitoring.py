"""A broken column, a shifted feature, a late delivery, a model that is no longer right are seen; chance is not."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
import sample_table as sample
from sample_project import PACKAGE, copy_project, load, put

from landfast_ml.cli import main
from landfast_ml.environment import Job
from landfast_ml.features import store
from landfast_ml.models.predictor import load_predictor
from landfast_ml.models.registry import connect
from landfast_ml.monitoring import look as looking
from landfast_ml.monitoring.found import Look, last_look
from landfast_ml.operations.report import report
from landfast_ml.operations.status import status
from landfast_ml.predictions.log import now, record_log
from landfast_ml.steps import ingest

NEWEST = date(2025, 12, 28)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, demo: list[str]) -> Path:
    """A project whose first model is registered."""
    job = load(copy_project(tmp_path_factory.mktemp("trained")))
    put(job, demo)
    assert use(job.root, "pipeline", "run") == 0
    return job.root


def use(root: Path, *words: str) -> int:
    """A command of the project at `root`; its exit code."""
    command = [sys.executable, "-m", PACKAGE, *words, "--environment", "unit"]
    return subprocess.run(command, cwd=root, capture_output=True, check=False).returncode


@pytest.fixture
def root(trained: Path, tmp_path: Path) -> Path:
    shutil.copytree(trained, tmp_path / "project")
    # MLflow remembers where its files are: the copy is looked at where the first one was.
    return tmp_path / "project"


def opened(root: Path, *changes: str) -> Job:
    return load(root, changes=changes)


def change(job: Job, name: str, value: sample.Cell) -> None:
    """Another value in a column of the raw table."""
    put(job, sample.changed((job.table / "table.csv").read_text(encoding="utf-8").splitlines(), name, value))


def older(_row: int, age: str) -> str:
    return str(min(float(age) + 25, 110))


def look(job: Job, days: int = 1) -> Look:
    """So many days after the newest row, whatever day it is."""
    return looking.look(job, ingest.run, NEWEST + timedelta(days))


def causes(found: Look) -> set[tuple[str, str, str]]:
    return {(alarm.cause, alarm.where, alarm.subject) for alarm in found.alarms}


def test_nothing_is_wrong_with_what_it_learned_from(root: Path) -> None:
    found = look(opened(root))
    assert (found.alarms, found.new_data, found.retrain) == ((), False, False)
    assert last_look(opened(root)) == found


def test_a_broken_column_is_seen_before_anything_is_trained(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    job = opened(root)
    change(job, "age", lambda row, old: "broken" if row % 2 else old)
    found = look(job)
    assert {alarm.cause for alarm in found.alarms} == {"contract"}
    assert "age" in found.alarms[0].text
    assert not found.retrain
    line = json.loads(capsys.readouterr().out.splitlines()[0])
    assert (line["event"], line["severity"], line["cause"]) == ("drift", "WARNING", "contract")


def test_a_shifted_feature_is_seen_and_training_anew_mends_it(root: Path) -> None:
    job = opened(root)
    change(job, "age", older)
    found = look(job)
    assert causes(found) == {("drift", "raw table", "age")}
    assert found.moved[0].feature == "age"
    assert found.retrain
    assert "age" in report(job, status(job), found)


def test_old_rows_do_not_dilute_what_is_new(root: Path) -> None:
    """120 new people are older; the 500 that it learned from are in the same table, in another order."""
    job = opened(root)
    header, *lines = (job.table / "table.csv").read_text(encoding="utf-8").splitlines()
    new = sample.changed([header, *lines[:120]], "age", lambda _row, age: str(min(float(age) + 12, 110)))
    new = sample.changed(new, "Customer ID", lambda row, _old: f"n-{row}")
    put(job, [header, *new[1:], *reversed(lines)])
    found = look(job)
    assert causes(found) == {("drift", "raw table", "age")}
    assert found.retrain


def test_few_new_rows_tell_nothing(root: Path) -> None:
    job = opened(root)
    lines = (job.table / "table.csv").read_text(encoding="utf-8").splitlines()
    put(job, [*lines, *sample.changed(lines[:51], "age", older)[1:]])
    found = look(job)
    assert (found.alarms, found.moved, found.new_data) == ((), (), True)


@pytest.mark.parametrize(("days", "expected"), [(0, []), (7, []), (8, ["late"])])
def test_a_late_delivery_is_seen(root: Path, days: int, expected: list[str]) -> None:
    found = look(opened(root), days)
    assert found.newest == NEWEST.isoformat()
    assert [alarm.cause for alarm in found.alarms] == expected
    assert all(f"{days} days ago, 7 are allowed" in alarm.text for alarm in found.alarms)
    assert not found.retrain


def test_no_table_at_all_is_seen(root: Path) -> None:
    job = opened(root)
    shutil.rmtree(job.table)
    assert [alarm.cause for alarm in look(job).alarms] == ["contract"]


def serve(job: Job, aged: bool, right: bool) -> None:
    """Predictions of the champion on rows of the table, with outcomes that agree with it or not."""
    predictor = load_predictor(job)
    raw = {column.name: column.raw_name for column in predictor.inputs}
    with (job.table / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))[:200]
    inputs = [{name: row[title] for name, title in raw.items()} for row in rows]
    if aged:
        inputs = [{**one, "age": older(0, one["age"])} for one in inputs]
    said = predictor.predict(inputs)
    of = {"time": now(), "version": predictor.version}
    records = [
        {"id": f"p{at}", "unit": f"u{at}", **of, "prediction": answer, "features": row}
        for at, (answer, row) in enumerate(zip(said, inputs, strict=True))
    ]
    truth = [one["prediction"] if right else {"yes": "no", "no": "yes"}[one["prediction"]] for one in said]
    record_log(job, "predictions").append(records)
    record_log(job, "outcomes").append(
        [{"id": f"p{at}", "time": now(), "outcome": outcome} for at, outcome in enumerate(truth)]
    )


@pytest.mark.parametrize(
    ("aged", "right", "expected"), [(False, True, set()), (False, False, {"quality"}), (True, True, {"drift"})]
)
def test_what_is_asked_and_how_right_the_answers_were(root: Path, aged: bool, right: bool, expected: set[str]) -> None:
    job = opened(root)
    serve(job, aged, right)
    found = look(job)
    assert found.rows == 200
    assert {alarm.cause for alarm in found.alarms} == expected
    assert {alarm.where for alarm in found.alarms} <= {"predictions"}
    assert found.quality is not None
    assert found.quality.worse is not right


def test_the_command_says_it_by_its_exit_code(root: Path) -> None:
    change(opened(root), "age", lambda _row, _old: "")
    assert use(root, "monitor", "run", "--report", "page.html") == 1
    assert "contract" in (root / "page.html").read_text(encoding="utf-8")


def test_status_shows_what_answers_what_ran_and_what_was_found(root: Path) -> None:
    job = opened(root)
    look(job)
    found = status(job)
    assert [(one.version, one.role, one.traffic) for one in found.serving] == [("1", "champion", 100)]
    assert [(run.state, run.note) for run in found.runs] == [("succeeded", "version 1")]
    assert found.experiments == ()
    looked = last_look(job)
    assert looked is not None
    assert found.look is not None
    assert (found.look.time, [one.feature for one in found.look.moved]) == (
        looked.time,
        [one.feature for one in looked.moved],
    )
    assert found.data_age_days is not None
    assert all(Path(where).is_absolute() for where in found.links.values())
    assert use(root, "status") == 0


def test_training_anew_ends_the_drift_and_two_versions_of_the_features_differ(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the commands alone: `monitor run --retrain` trains because of a drift, `features diff` says what moved."""
    job = opened(root)
    change(job, "age", older)
    assert use(root, "monitor", "run", "--retrain") == 0
    versions = store.list_versions(job)
    assert len(versions) == 2
    assert connect(job).versions()[0].tags["feature_version"] == versions[0].version
    assert main(job.project, ["features", "diff", "previous", "latest", "--environment", "unit"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("other data")
    assert "  age " in told
    assert main(job.project, ["features", "diff", "f-none", "latest", "--environment", "unit"]) == 1
