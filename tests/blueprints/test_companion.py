"""`blueprint new batch-scoring` beside the project that trains: its columns, and names of its own."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from in_process import landfast
from ruamel.yaml import YAML

from landfast import blueprints
from landfast.core.progress import Event
from landfast.projects.facts import environment_facts
from landfast.projects.planned import planned_project
from landfast.projects.upkeep import ensure
from landfast.stacks.outputs import EnvironmentOutputs
from landfast.targets.workspace import Workspace

SPEC = """
name: churn
residency: {area: eu, region: europe-west4}
environments: {dev: {}, prod: {approval: true}}
platform: {orchestrators: [vertex], tracking: vertex}
"""
ROWS = "".join(f"c-{row},2025-0{row % 9 + 1}-01,{row % 7},{row % 2}\n" for row in range(200))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    (tmp_path / "customers.csv").write_text("customer_id,day,visits,churned\n" + ROWS)
    return tmp_path


def new(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return landfast(home, "blueprint", "new", *words)


def declared(project: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(project / "features.yaml")
    return found


def test_it_has_the_columns_of_the_project_that_trains(home: Path) -> None:
    words = ("--data", "customers.csv", "--target", "churned", "--subject", "customer_id", "--timestamp", "day")
    assert new(home, "tabular", *words).returncode == 0
    made = new(home, "batch-scoring")
    assert made.returncode == 0, made.stderr
    assert "generated scoring" in made.stdout
    ml, scoring = declared(home / "ml"), declared(home / "scoring")
    assert scoring["columns"] == ml["columns"]
    assert (ml["table"], scoring["table"]) == ("customers", "customers_scoring")
    assert (home / "scoring/churn_scoring/pipeline.py").is_file()
    answers = json.loads((home / "scoring/.landfast-blueprint/answers.json").read_text())
    assert answers["inputs"]["name"] == "churn-scoring"


def test_without_that_project_it_has_the_demos_and_says_so(home: Path) -> None:
    made = new(home, "batch-scoring", "--into", "elsewhere")
    assert "no tabular project in ml yet: its columns are the demo's" in made.stdout
    assert declared(home / "elsewhere")["table"] == "examinations_scoring"


def test_what_it_can_not_take_is_refused_at_once(home: Path) -> None:
    words = ("--run", "--data", "customers.csv", "--target", "churned", "--subject", "customer_id")
    done = new(home, "batch-scoring", *words)
    assert done.returncode == 2
    assert "--data, --from-bigquery: a project of batch-scoring has the columns of" in done.stderr
    assert "--run: batch-scoring trains no model" in done.stderr
    assert not (home / "scoring").exists()


def test_an_upgrade_keeps_its_names(home: Path) -> None:
    new(home, "tabular")
    new(home, "batch-scoring")
    done = landfast(home, "blueprint", "upgrade", "scoring", "--check")
    assert (done.returncode, done.stdout) == (0, "scoring: up to date with blueprint batch-scoring 2\n")


def test_its_facts_stay_current_too(home: Path) -> None:
    new(home, "tabular")
    new(home, "batch-scoring")
    workspace = Workspace.open(home / "landfast.yaml", None, "rehearsal")
    nothing_stands = EnvironmentOutputs()
    facts = {name: environment_facts(workspace.spec, name, nothing_stands) for name in workspace.spec.environments}
    facts["dev"] = replace(facts["dev"], endpoint="projects/p/locations/l/endpoints/1")
    told: list[Event] = []
    ensure(workspace, planned_project(workspace), facts, told.append)
    for project in ("ml", "scoring"):
        written = json.loads((home / project / "environments/dev.json").read_text())
        assert written["endpoint"] == facts["dev"].endpoint
    assert "environment facts updated in" in told[-1].detail
    assert "scoring" in told[-1].detail
    assert blueprints.generated(home / "scoring") is not None
