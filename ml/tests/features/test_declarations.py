"""features.yaml, settings.toml and the facts of an environment: what is wrong in them is said at once, in one line."""

from __future__ import annotations

import inspect
import json
import re

import pytest
from sample_project import load

from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.features.declared import load_columns
from landfast_ml.kinds.tabular import PIPELINE, SETTINGS
from landfast_ml.settings.tables import load_settings


def test_a_subject_must_be_pseudonymised(job: Job) -> None:
    path = job.root / "features.yaml"
    path.write_text(path.read_text().replace("protection: pseudonymise", "protection: keep"))
    with pytest.raises(UsageError, match="customer: the subject must be text and pseudonymised"):
        load_columns(path)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            "role: feature, type: boolean",
            "role: feature, type: text",
            "member: free text may say anything about a person",
        ),
        ("type: boolean", "type: flag", "member.type: flag is none of text, date"),
        ("type: boolean", "type: boolean, minimum: 0", "member: a boolean has no minimum"),
        ("type: boolean", "type: boolean, maxmum: 0", "member.maxmum: there is no such field, there are: name, role"),
        ("minimum: 18", "minimum: 'x'", "age.minimum: is of the wrong type, 'x'"),
        ("minimum: 18", "minimum: 180", "age: minimum 180 is above maximum 110"),
        ("minimum: 0, transform: log", "transform: log", "income: transform log needs a minimum of 0"),
        ("transform: month", "transform: log", "renewal: transform log is not for a feature of type date"),
        ("role: timestamp, ", "role: feature, ", "day, joined: an age needs a timestamp column to count from"),
        ("task: binary", "task: regression", "left: the target of a regression task can't be category"),
        ('positive: "yes"', "", "positive: say which value of left the model looks for"),
        (
            "{name: plan,",
            "{name: age,",
            "columns: header age is declared twice",
        ),
        ("header: Customer ID", "header: day", "header day is declared twice"),
        ("columns:", "columns: [", "features.yaml is not YAML"),
        ("columns:", "rows:", "must hold `table`, `task` and a list `columns`"),
    ],
)
def test_a_wrong_declaration_says_what_is_wrong(job: Job, old: str, new: str, problem: str) -> None:
    path = job.root / "features.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError, match=re.escape(problem)):
        load_columns(path)


def test_every_wrong_setting_is_named(job: Job) -> None:
    path = job.root / "settings.toml"
    text = path.read_text().replace("seed = 20", 'seed = "20"\ndepth = 3')
    path.write_text(text.replace('cloud_runner = "dataflow"', 'cloud_runner = "spark"'))
    with pytest.raises(UsageError, match=r"cloud_runner: 'spark' is none of dataflow, local") as caught:
        load_settings(path, SETTINGS, "unit")
    assert "train.depth: no such setting" in str(caught.value)
    assert "train.seed: '20' is not of type int" in str(caught.value)


def test_an_environment_overrides_a_setting(job: Job) -> None:
    path = job.root / "settings.toml"
    path.write_text(path.read_text() + "\n[environments.unit.evaluate]\nresamples = 10\n")
    assert load_settings(path, SETTINGS, "unit").evaluate.resamples == 10
    assert load_settings(path, SETTINGS, "other").evaluate.resamples == job.settings.evaluate.resamples
    changes = ["evaluate.resamples=20", "train.class_weight=balanced"]
    assert load_settings(path, SETTINGS, "unit", changes).evaluate.resamples == 20
    with pytest.raises(UsageError, match=r"resamples: a change is written .*; depth: no such table"):
        load_settings(path, SETTINGS, "unit", ["resamples", "depth.x=1"])


def test_an_unknown_environment_lists_the_known_ones(job: Job) -> None:
    with pytest.raises(UsageError, match="there are: unit"):
        load(job.root, environment="prod")


def test_a_missing_fact_is_named(job: Job) -> None:
    path = job.root / "environments" / "unit.json"
    facts = json.loads(path.read_text())
    del facts["region"]
    path.write_text(json.dumps(facts))
    with pytest.raises(
        UsageError, match=r"environments/unit\.json: region: is missing, a text, `landfast up unit` writes it anew"
    ):
        load(job.root)


@pytest.mark.parametrize("step", PIPELINE.steps, ids=lambda step: step.name)
def test_steps_take_what_the_pipeline_declares(step) -> None:
    parameters = inspect.signature(step.load()).parameters
    assert list(parameters) == ["job", *step.inputs, step.output]


def test_every_input_is_an_earlier_output() -> None:
    made: set[str] = set()
    for step in PIPELINE.steps:
        assert set(step.inputs) <= made
        made.add(step.output)
