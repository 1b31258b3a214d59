"""The project that `up` will make is looked at before anything is applied."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from landfast_ml.contract.project import ProjectKind

from landfast import blueprints
from landfast.core.errors import InputError
from landfast.projects.planned import PlannedProject, planned_project
from landfast.projects.upkeep import ensure
from landfast.stacks.blueprints import KINDS, trained
from landfast.targets.workspace import Workspace

TABLE = "id,churned,plan,months\n" + "".join(f"c{n},{n % 2},{'ab'[n % 3 > 0]},{n % 30}\n" for n in range(80))
SPEC = """name: churn
residency: {region: europe-west4}
project: {data: customers.csv, target: churned, subject: id}
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "customers.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "landfast.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def planned(home: Path) -> PlannedProject:
    return planned_project(Workspace.open(home / "landfast.yaml", None))


def test_a_table_of_ones_own_becomes_the_project(home: Path) -> None:
    workspace = Workspace.open(home / "landfast.yaml", None)
    found = planned_project(workspace)
    assert (found.blueprint, found.source.declared.table, found.standing) == ("tabular", "customers", None)
    from landfast.projects.facts import environment_facts
    from landfast.stacks.outputs import EnvironmentOutputs

    facts = environment_facts(workspace.spec, "dev", EnvironmentOutputs())
    told: list[str] = []
    project = ensure(workspace, found, {"dev": facts}, lambda event: told.append(event.detail)).project
    assert told[-1].endswith("blueprint tabular, of your table customers (comma, UTF-8), 4 of 4 columns declared")
    (raw,) = project.folder.glob(".local/dev/*/customers/customers.csv")
    assert raw.read_text(encoding="utf-8").startswith('"id","churned","plan","months"')
    again = planned(home)
    assert again.standing is not None
    assert again.table is None


def test_what_is_wrong_is_said_of_the_spec(home: Path) -> None:
    (home / "landfast.yaml").write_text(SPEC.replace("churned", "chuned"), encoding="utf-8")
    with pytest.raises(InputError, match=r"project\.target: the table has no such column, got chuned; did you mean"):
        planned(home)
    (home / "landfast.yaml").write_text(SPEC.replace("customers", "nobody"), encoding="utf-8")
    with pytest.raises(InputError, match=r"project\.data: there is no such file, got nobody.csv"):
        planned(home)


def test_another_project_in_its_place_is_refused_before_anything_is_applied(home: Path) -> None:
    (home / "landfast.yaml").write_text("name: churn\nresidency: {region: europe-west4}\n", encoding="utf-8")
    command = [sys.executable, "-m", "landfast", "blueprint", "new", "tabular"]
    subprocess.run(command, cwd=home, check=True, capture_output=True)
    (home / "landfast.yaml").write_text(SPEC, encoding="utf-8")
    up = [sys.executable, "-m", "landfast", "up"]
    done = subprocess.run(up, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    told = "project: ml is a tabular project of the demo's table; the spec wants tabular of customers; keep it under "
    assert f"{told}another name (mv ml ml-examinations), and run this again" in done.stderr
    assert not (home / ".landfast").exists()

    shutil.rmtree(home / "ml")
    (home / "ml").mkdir()
    (home / "ml/notes.txt").write_text("mine")
    done = subprocess.run(up, cwd=home, capture_output=True, text=True, check=False)
    assert (done.returncode, "ml: is to be the ML project, and is something else" in done.stderr) == (2, True)
    assert not (home / ".landfast").exists()


def test_every_blueprint_that_learns_can_be_named() -> None:
    assert set(trained()) == {one.name for one in blueprints.available() if not one.uses}
    assert get_args(ProjectKind) == KINDS


def test_keys_are_of_the_blueprint(home: Path) -> None:
    wrong = SPEC.replace("subject: id", "subject: id, no_subject: true, horizon: 3")
    (home / "landfast.yaml").write_text(wrong, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        planned(home)
    told = str(raised.value)
    assert "project.horizon (landfast.yaml:3): is of forecasting, and project.blueprint is tabular" in told
    assert "project.subject (landfast.yaml:3): contradicts no_subject" in told
    (home / "landfast.yaml").write_text(SPEC.replace("{data", "{blueprint: forecasting, data"), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        planned(home)
    for name in ("series", "timestamp", "horizon"):
        assert f"project.{name} (landfast.yaml:3): is missing: a forecast needs it" in str(raised.value)
