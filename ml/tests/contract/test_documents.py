"""Documents that landfast and a project give each other: what is wrong with one is said at once, with its place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sample_project import FACTS, load

import landfast_ml
from landfast_ml.cli import parser
from landfast_ml.commands.models import list_models
from landfast_ml.commands.pipeline import run_pipeline
from landfast_ml.commands.room import try_room
from landfast_ml.containers.images import DECLARED
from landfast_ml.contract import calls, layout
from landfast_ml.contract.facts import EnvironmentFacts
from landfast_ml.contract.messages import ModelVersion, RegisteredModel, RegisteredModels, StepMessage, message
from landfast_ml.contract.project import ProjectFacts
from landfast_ml.contract.reading import ContractError
from landfast_ml.environment import Job

PROJECT = {
    "name": "churn",
    "model": "churn",
    "blueprint": "tabular",
    "source": "csv",
    "orchestrators": ["vertex"],
    "stages": ["dev", "prod"],
}
STEP = StepMessage(step="train", index=3, of=7, state="done", seconds=1.5, metrics={"auc": 0.9})
RESULT = ModelVersion(
    model="churn", version="2", feature_version="f", metrics={"rows": 3}, skipped=False, record={"batch": ["b"]}
)
MODELS = RegisteredModels(
    models=(RegisteredModel(version="2", aliases=("champion",), metrics={"auc": 0.9}, tags={"revision": "r"}),)
)


def said(given: Any, environment: str = "unit") -> list[str]:
    with pytest.raises(ContractError) as caught:
        EnvironmentFacts.from_json(given, environment)
    return str(caught.value).splitlines()


def test_facts_are_read_as_they_were_written() -> None:
    facts = EnvironmentFacts.from_json(FACTS, "unit")
    assert facts.orchestration.accounts["mlflow"] == "mlflow@unit-project.iam.gserviceaccount.com"
    assert EnvironmentFacts.from_json(facts.to_json(), "unit") == facts


def test_every_fact_that_is_wrong_is_said_with_its_place_and_the_next_step() -> None:
    buckets = {name: name for name in ("raw", "features", "models")}
    wrong = {**FACTS, "region": 3, "buckets": buckets, "retention": {"raw_days": "long"}, "approval": "no"}
    del wrong["project"]
    step = "`landfast up unit` writes it anew"
    assert said(wrong) == [
        f"environments/unit.json: project: is missing, a text, {step}",
        f"environments/unit.json: region: is not a text, given 3, {step}",
        f"environments/unit.json: buckets.pipeline_root: is missing, a text, {step}",
        f"environments/unit.json: retention.raw_days: is not a whole number, given 'long', {step}",
        f"environments/unit.json: approval: is not true or false, given 'no', {step}",
    ]
    assert said([]) == [f"environments/unit.json: is not an object, given [], {step}"]


def test_a_fact_of_a_newer_writer_is_left_out() -> None:
    newer = {**FACTS, "moon": "full", "buckets": {**FACTS["buckets"], "moon": "unit-moon"}}
    assert EnvironmentFacts.from_json(newer, "unit") == EnvironmentFacts.from_json(FACTS, "unit")


@pytest.mark.parametrize(
    ("schema", "step"),
    [
        (2, "`landfast blueprint upgrade` brings the library that reads it"),
        (0, "`landfast up unit` writes it anew"),
        ("1", "`landfast up unit` writes it anew"),
    ],
)
def test_another_schema_is_refused_with_what_to_do(schema: object, step: str) -> None:
    expected = f"environments/unit.json: is of schema {schema}, 1 is read here, {step}"
    assert said({**FACTS, "schema": schema}) == [expected]


def test_a_fact_that_nobody_told_is_refused_when_it_is_asked_for() -> None:
    facts = EnvironmentFacts.from_json({**FACTS, "keys": {}, "retention": {}}, "unit")
    with pytest.raises(ContractError, match=r"unit\.json: keys\.derived: is missing, `landfast up unit`"):
        facts.key("derived")
    with pytest.raises(ContractError, match=r"unit\.json: retention\.raw_days: is missing"):
        facts.days("raw_days")


def test_what_a_project_says_of_itself_is_closed() -> None:
    assert ProjectFacts.from_json(ProjectFacts.from_json(PROJECT).to_json()).stages == ("dev", "prod")
    with pytest.raises(ContractError) as caught:
        ProjectFacts.from_json({**PROJECT, "source": "excel", "orchestrators": [7], "colour": "red"})
    step = "`landfast blueprint upgrade` writes what is missing"
    assert str(caught.value).splitlines() == [
        f"pyproject.toml: tool.landfast-ml.source: is not demo or csv or bigquery, given 'excel', {step}",
        f"pyproject.toml: tool.landfast-ml.orchestrators.0: is not a text, given 7, {step}",
        "pyproject.toml: tool.landfast-ml.colour: there is no such fact",
    ]
    with pytest.raises(ContractError, match=r"stages: there is none"):
        ProjectFacts.from_json({**PROJECT, "stages": []})


@pytest.mark.parametrize("told", [STEP, RESULT], ids=["step", "result"])
def test_a_message_is_read_as_it_was_printed(told: StepMessage | ModelVersion) -> None:
    assert message(told.to_json()) == told


@pytest.mark.parametrize("line", [None, [], "step", {}, {"event": "drift"}, {"event": ["step"]}])
def test_what_libraries_print_is_no_message(line: object) -> None:
    assert message(line) is None


def test_a_message_that_lacks_something_names_it() -> None:
    with pytest.raises(
        ContractError, match=r"pipeline run: result\.version: is missing.*\n.*result\.skipped: is missing"
    ):
        message({"event": "result", "model": "churn", "feature_version": "f", "metrics": {}})


def test_models_are_read_as_they_were_printed() -> None:
    assert RegisteredModels.from_json(MODELS.to_json()) == MODELS
    with pytest.raises(ContractError, match=r"models list: is not an object, .*`landfast blueprint upgrade`"):
        RegisteredModels.from_json([])


@pytest.mark.parametrize(
    ("arguments", "called"),
    [
        (calls.run_pipeline("unit"), run_pipeline),
        (calls.list_models("unit"), list_models),
        (calls.try_room("unit"), try_room),
    ],
)
def test_the_library_has_the_commands_that_landfast_calls(job: Job, arguments: tuple[str, ...], called: object) -> None:
    parsed = parser(load(job.root).project).parse_args(arguments)
    assert (parsed.call, parsed.environment) == (called, "unit")


def test_the_images_from_outside_are_where_checks_look_for_them() -> None:
    assert DECLARED.is_file()
    assert DECLARED.as_posix().endswith(layout.OUTSIDE_IMAGES)


def test_the_contract_needs_the_standard_library_alone() -> None:
    names = "calls, columns, columns_document, facts, layout, messages, problems, project, reading"
    look = "print(*sorted({name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names - {'__main__'}))"
    code = f"import sys; from landfast_ml.contract import {names}; {look}"
    environ = {"PYTHONPATH": str(Path(landfast_ml.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-S", "-c", code], capture_output=True, text=True, check=False, env=environ)
    assert done.stdout.split() == ["landfast_ml"], done.stdout + done.stderr
