"""What came true is read as the target is, for predictions that were served; the rest is refused with its lines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample_experiments import begin
from sample_project import copy_project, load

from landfast_ml.cli import main
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.experiments.observations import observations
from landfast_ml.experiments.outcomes import Told, read_outcomes, record_outcomes, record_told
from landfast_ml.experiments.state import Started
from landfast_ml.predictions.log import now, record_log


def of_boolean(root: Path) -> Job:
    """Its target is true or false."""
    path = copy_project(root) / "features.yaml"
    text = path.read_text(encoding="utf-8").replace('positive: "yes"\n', "")
    path.write_text(text.replace("name: left, role: target, type: category", "name: left, role: target, type: boolean"))
    return load(root)


def serve(job: Job, answers: list[dict[str, Any]], started: Started | None = None) -> None:
    records = [
        {
            "id": f"p{number}",
            "time": now(),
            "unit": f"u{number}",
            "version": "1",
            "experiment": started.name if started else None,
            "arm": "control",
            "latency_ms": 1.0,
            "prediction": answer,
        }
        for number, answer in enumerate(answers)
    ]
    record_log(job, "predictions").append(records)


@pytest.mark.parametrize(("word", "hit"), [("yes", 1.0), ("Ja", 1.0), ("1.0", 1.0), (True, 1.0), ("no", 0.0)])
def test_yes_of_a_boolean_is_true(tmp_path: Path, word: object, hit: float) -> None:
    job = of_boolean(tmp_path)
    started = begin(job)
    serve(job, [{"prediction": True, "probability": 0.9}], started)
    assert record_outcomes(job, {"p0": word}) == 1
    assert observations(job, started).rows["accuracy"].tolist() == [hit]


def test_an_experiment_of_a_boolean_is_looked_at_before_anything_came_true(tmp_path: Path) -> None:
    job = of_boolean(tmp_path)
    started = begin(job)
    assert observations(job, started).rows.empty
    serve(job, [{"prediction": True, "probability": 0.9}], started)
    assert observations(job, started).rows["accuracy"].isna().all()


def test_what_was_recorded_before_is_read_as_well_and_what_cannot_be_is_left_out(tmp_path: Path) -> None:
    job = load(copy_project(tmp_path, "regression"))
    started = begin(job, primary={"metric": "absolute_error", "effect": 0.1}, guardrails=[])
    serve(job, [{"prediction": 2.0}, {"prediction": 3.0}], started)
    told = [{"id": "p0", "time": now(), "outcome": "n/a"}, {"id": "p1", "time": now(), "outcome": "3.5"}]
    record_log(job, "outcomes").append(told)
    assert observations(job, started).rows["absolute_error"].dropna().tolist() == [0.5]


def test_everything_wrong_is_told_at_once_with_its_lines(tmp_path: Path) -> None:
    job = load(copy_project(tmp_path, "regression"))
    serve(job, [{"prediction": 2.0}])
    told = [Told("p0", "n/a", 2), Told("p0", "much", 3), Told("p7", "1", 4), Told("", "1", 5), Told("p0", "4", 6)]
    with pytest.raises(UsageError) as error:
        record_told(job, told, "told.csv")
    assert error.value.exit_code == 2
    for text in (
        "told.csv: line 2: the outcome is missing",
        "told.csv: line 3: the outcome is not a number",
        "told.csv: line 4: the id is of no prediction that was served",
        "told.csv: line 5: the id is missing",
        "nothing was recorded",
    ):
        assert text in str(error.value)
    assert "much" not in str(error.value)
    assert not (job.local_store / "outcomes").exists()


def test_a_class_that_no_model_knows_is_refused(done: tuple[Job, dict[str, Path]], job: Job) -> None:
    from sample_experiments import publish

    publish(job, done[1]["model"], 1)
    serve(job, [{"prediction": "yes", "probability": 0.9}])
    with pytest.raises(UsageError, match="no class of left, which are no, yes"):
        record_outcomes(job, {"p0": "maybe"})
    assert record_outcomes(job, {"p0": "no"}) == 1


def test_the_command_reads_a_file(job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    serve(job, [{"prediction": "yes", "probability": 0.9}] * 3)
    path = job.root / "told.csv"
    path.write_text('outcome,id\n"no",p0\n\nyes,p1\nno,p9\nyes\n', encoding="utf-8-sig")
    record = ["experiments", "record", str(path), "--environment", "unit"]
    assert main(job.project, record) == 2
    told = capsys.readouterr().err
    assert "line 5: the id is of no prediction" in told
    assert "line 6: the id is missing" in told
    path.write_text("id,outcome\np0,no\np0,yes\np1,yes\n", encoding="utf-8")
    assert main(job.project, record) == 0
    assert "2 outcomes recorded" in capsys.readouterr().out
    path.write_text("id;outcome\np0;no\n", encoding="utf-8")
    assert main(job.project, record) == 0
    path.write_text("id|outcome\np0|no\n", encoding="utf-8")
    assert main(job.project, record) == 2
    path.write_bytes("id,outcome\np0,für\n".encode("latin-1"))
    with pytest.raises(UsageError, match="not UTF-8"):
        read_outcomes(path, job.columns)


def test_an_offices_numbers_are_read_as_the_targets_are(job: Job, tmp_path: Path) -> None:
    reading = {"columns": [{"header": "Left", "name": "left", "type": "number", "decimal": ",", "thousands": "."}]}
    columns = replace(job.columns, reading=reading)
    path = tmp_path / "told.csv"
    path.write_text("id;outcome\np0;1.234,5\np1;n/a\np2;\n", encoding="utf-8")
    assert [one.outcome for one in read_outcomes(path, columns)] == ["1234.5", "n/a", ""]
    path.write_text("id,outcome\np0,1.234\n", encoding="utf-8")
    assert [one.outcome for one in read_outcomes(path, columns)] == ["1.234"]
