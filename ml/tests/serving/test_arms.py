"""Versions with different inputs answer beside each other: each is asked with what it knows."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample_experiments import begin
from sample_project import copy_project, learn, load

from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError
from landfast_ml.experiments.definition import CONTROL, TREATMENT
from landfast_ml.models.held_out import predictions
from landfast_ml.models.predictor import Predictor, read_predictor
from landfast_ml.serving.service import Models, Service

NEW = "age"


@pytest.fixture(scope="module")
def versions(
    done: tuple[Job, dict[str, Path]], demo: list[str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Predictor, Predictor]:
    """One that was trained before a column was declared, and one after."""
    root = copy_project(tmp_path_factory.mktemp("before"))
    path = root / "features.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if f"name: {NEW}," not in line), encoding="utf-8")
    quick = ['search.algorithms=["linear"]', "search.trials=2", "evaluate.resamples=20"]
    before = learn(load(root, changes=quick), demo)
    return read_predictor(before["model"], "sample", "1"), read_predictor(done[1]["model"], "sample", "2")


@pytest.fixture
def service(job: Job, versions: tuple[Predictor, Predictor]) -> Service:
    arms = dict(zip((CONTROL, TREATMENT), versions, strict=True))
    return Service(job.columns, Models("sample", versions[0], begin(job), arms), None, b"key")


@pytest.fixture
def people(job: Job, demo: list[str]) -> list[dict[str, Any]]:
    row = list(csv.DictReader(demo))[1]
    inputs = {column.name: row[column.raw_name] for column in job.columns.inputs}
    return [inputs | {job.columns.subject: f"c-{number}"} for number in range(40)]


def test_a_version_is_asked_with_what_it_knows(service: Service, people: list[dict[str, Any]]) -> None:
    answers = service.predict(people)
    assert {answer["version"] for answer in answers} == {"1", "2"}
    older = {name: value for name, value in people[0].items() if name != NEW}
    (alone,) = Service(service.columns, Models("sample", service.models.champion), None, b"key").predict([older])
    of_older = next(one for one in answers if one["version"] == "1")
    assert alone["probability"] == pytest.approx(of_older["probability"])


def test_problems_are_named_by_the_numbers_of_the_request(service: Service, people: list[dict[str, Any]]) -> None:
    arms = [answer["version"] for answer in service.predict(people)]
    late = max(place for place, version in enumerate(arms) if version == "2")
    without = [{name: v for name, v in one.items() if name != NEW or at != late} for at, one in enumerate(people)]
    with pytest.raises(DataError) as error:
        service.predict(without)
    assert list(error.value.problems) == [f"instance {late}: {NEW} is missing"]
    with pytest.raises(DataError) as error:
        service.predict([{**one, "agee": 3} for one in people])
    assert list(error.value.problems) == [f"instance {at}: there is no input agee" for at in range(len(people))]


def test_held_out_rows_are_answered_by_both(
    versions: tuple[Predictor, Predictor], people: list[dict[str, Any]]
) -> None:
    rows = [{name: value for name, value in one.items() if name in versions[1].known} for one in people]
    assert all(len(predictions(one, rows)) == len(rows) for one in versions)
    without = [{name: value for name, value in one.items() if name != NEW} for one in rows]
    with pytest.raises(ProjectError, match=f"version 2 needs {NEW}, which features.yaml doesn't declare"):
        predictions(versions[1], without)


def test_a_column_that_was_declared_since_is_no_mistake(
    service: Service, job: Job, people: list[dict[str, Any]]
) -> None:
    of_before = replace(job.columns, all=tuple(column for column in job.columns.all if column.name != NEW))
    unaware = Service(of_before, Models("sample", service.models.champion), None, b"key")
    with pytest.raises(DataError, match=f"there is no input {NEW}"):
        unaware.predict(people)
