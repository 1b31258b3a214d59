"""Predictions from declared values: what the evaluation measured is what a caller gets."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from threadpoolctl import threadpool_info

from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError
from landfast_ml.features.tables import read_part
from landfast_ml.models.predictor import Predictor, load_predictor, read_predictor


@pytest.fixture(scope="module")
def predictor(done: tuple[Job, dict[str, Path]]) -> Predictor:
    return read_predictor(done[1]["model"], "unit", "1")


@pytest.fixture
def instance(predictor: Predictor, demo: list[str]) -> dict[str, Any]:
    row = list(csv.DictReader(demo))[1]
    return {column.name: row[column.name] for column in predictor.inputs}


def test_a_caller_gets_what_was_evaluated(done: tuple[Job, dict[str, Path]], predictor: Predictor) -> None:
    rows = read_part(done[1]["features"], "test", done[0].columns).head(20)
    names = [column.name for column in predictor.inputs]
    said = predictor.predict(rows[names].to_dict("records"))
    assert [one["probability"] for one in said] == pytest.approx(predictor.score(rows), abs=1e-6)
    assert {one["prediction"] for one in said} == {"no", "yes"}
    assert all((one["probability"] >= predictor.threshold) == (one["prediction"] == "yes") for one in said)


def test_numbers_flags_and_nothing_are_read_as_text_is(predictor: Predictor, instance: dict[str, Any]) -> None:
    typed = instance | {"age": float(instance["age"]), "visits": int(instance["visits"])}
    typed |= {"member": instance["member"] == "yes", "plan": instance["plan"] or None}
    assert predictor.predict([instance]) == predictor.predict([typed])
    assert predictor.predict([instance | {"plan": "unheard of"}]) == predictor.predict([instance | {"plan": "new"}])
    left_out = {name: value for name, value in instance.items() if name != "income"}
    assert predictor.predict([left_out]) == predictor.predict([instance | {"income": "n/a"}])
    assert predictor.predict([]) == []


def test_all_problems_of_all_instances_at_once(predictor: Predictor, instance: dict[str, Any]) -> None:
    wrong = [instance, instance | {"age": "many", "visits": None}, {**instance, "age": float("inf")}]
    with pytest.raises(DataError) as caught:
        predictor.predict(wrong)
    assert caught.value.problems == (
        "instance 1: age is not a number",
        "instance 1: visits is missing",
        "instance 2: age is not a number",
    )
    unlike = [instance | {"postcode": "12345", "age": "many"}, "text", instance | {"visits": [2], "age": "many"}]
    with pytest.raises(DataError) as caught:
        predictor.predict(unlike)  # type: ignore[arg-type]
    assert caught.value.problems == (
        "instance 0: there is no input postcode",
        "instance 0: age is not a number",
        "instance 1: must be an object with the inputs by name",
        "instance 2: visits must be a number, text, true, false or null",
        "instance 2: age is not a number",
    )


def test_a_few_rows_are_answered_by_one_thread(predictor: Predictor, instance: dict[str, Any]) -> None:
    """More would wait for each other, a hundred times as long as it takes on a machine with other work."""
    seen: list[int] = []

    class Watched:
        classes_ = (0, 1)

        def predict_proba(self, numbers: Any) -> Any:
            seen.extend(pool["num_threads"] for pool in threadpool_info())
            return predictor.estimator.predict_proba(numbers)

    replace(predictor, estimator=Watched()).predict([instance])
    assert set(seen) == {1}


def test_no_model_is_an_error_with_a_next_step(job: Job) -> None:
    with pytest.raises(ProjectError, match="`pipeline run` registers one"):
        load_predictor(job)
