"""What a generated project is told, the library reads: both go by landfast_ml.contract."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from generated import facts, inputs
from jsonschema import Draft202012Validator
from landfast_ml.contract.facts import EnvironmentFacts
from landfast_ml.contract.project import TABLE, ProjectFacts
from repository import ROOT
from ruamel.yaml import YAML

from landfast import blueprints
from landfast.blueprints.render import render


@pytest.mark.parametrize(("blueprint", "name"), [("tabular", "risk"), ("batch-scoring", "risk-scoring")])
def test_what_a_project_says_of_itself_is_read_by_the_library(blueprint: str, name: str) -> None:
    chosen = next(one for one in blueprints.available() if one.name == blueprint)
    rendered = render(chosen, inputs(name=name, orchestrators=("vertex", "airflow")))
    told = tomllib.loads(rendered["pyproject.toml"].decode())["tool"][TABLE]
    assert told["schema"] == 1
    assert ProjectFacts.from_json(told) == ProjectFacts(
        name=name,
        model="risk",
        blueprint=blueprint,
        source="demo",
        orchestrators=("airflow", "vertex"),
        stages=("dev", "test", "prod"),
    )


def test_the_facts_of_an_environment_are_read_by_the_library(tmp_path: Path) -> None:
    blueprints.generate("tabular", inputs(), {"dev": facts()}, tmp_path)
    text = (tmp_path / "environments" / "dev.json").read_text(encoding="utf-8")
    assert EnvironmentFacts.from_json(json.loads(text), "dev") == facts()


@pytest.mark.parametrize("path", [*ROOT.glob("blueprints/*/blueprint.yaml"), *ROOT.glob("examples/**/blueprint.yaml")])
def test_what_a_blueprint_says_of_itself_is_as_published(path: Path) -> None:
    schema = Draft202012Validator(json.loads((ROOT / "docs/json/blueprint.schema.json").read_text()))
    said = YAML(typ="safe").load(path)
    assert list(schema.iter_errors(said)) == []
    assert list(schema.iter_errors(said | {"folder": "elsewhere"})) != []
    assert all(content["description"] for content in schema.schema["properties"].values())
