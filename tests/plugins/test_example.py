"""The example package, as somebody has it: built, installed into a fresh environment, and used there."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import built_wheel
import generated
import pytest
from own_table import rows, written
from repository import ROOT

IMAGE = f"europe-west4-docker.pkg.dev/churn-dev/churn-containers/churn@sha256:{'0' * 64}"
PROJECT = """\
platform: {orchestrators: [vertex, argo]}
project: {blueprint: acme-tabular, data: people.csv, target: churned, subject: id}
controller: {organisation: Acme, dpo: dpo@acme.example, purpose: Whatever Acme does, legal_basis: contract}
"""
EXAMPLE = ROOT / "examples/plugin"
SPEC = """\
name: churn
residency: {region: europe-west4}
policies: {packages: [acme-landfast]}
extensions: {acme-archive: {days: 30, cost_centre: cc-4711}}
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an environment in which nothing but the example is installed, above what is here."""
    home = tmp_path_factory.mktemp("plugin")
    wheel = built_wheel.build("wheel", EXAMPLE, home / "dist")
    venv.create(home / "venv", symlinks=True)
    found = home / "venv/bin/python"
    command = [sys.executable, "-m", "uv", "--quiet", "pip", "install", "--no-deps", "--offline"]
    subprocess.run([*command, "--python", found, wheel], check=True)
    (site,) = (home / "venv/lib").glob("python*/site-packages")
    (site / "here.pth").write_text(f"import site; site.addsitedir({sysconfig.get_paths()['purelib']!r})\n")
    return found


def run(python: Path, home: Path, *words: object, code: int = 0) -> dict[str, Any]:
    command = [str(python), "-m", "landfast", *map(str, words), "--json"]
    done = subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found["result"] if done.returncode == 0 or "result" in found else found


def test_it_brings_rules_a_blueprint_a_stack_and_an_orchestrator(python: Path, tmp_path: Path) -> None:
    (tmp_path / "landfast.yaml").write_text(SPEC)
    listed = [one for one in run(python, tmp_path, "plugins")["plugins"] if one["distribution"] == "acme-landfast"]
    assert {one["group"]: one["offers"] for one in listed} == {
        "landfast.policies": ["ACME-ENC-001", "ACME-TAG-001"],
        "landfast.blueprints": ["acme-tabular"],
        "landfast.modules": ["acme-archive"],
        "landfast.orchestrators": ["argo"],
    }
    found = run(python, tmp_path, "check", "--fail-on", "high")
    assert found["rules_of"] == ["acme-landfast 1.0.0"]
    assert found["rules"]["ACME-TAG-001"] > 1
    ours = [one for one in found["findings"] if one["origin"]]
    assert not [one for one in ours if one["rule"] == "ACME-TAG-001"]
    assert {one["rule"] for one in ours} <= {"ACME-ENC-001"}


def test_its_rules_find_what_its_fixtures_say(python: Path, tmp_path: Path) -> None:
    tried = run(python, tmp_path, "rules", "test", EXAMPLE / "src/acme_landfast/rules")["rules"]
    assert [(one["rule"], one["wrong"]) for one in tried] == [("ACME-TAG-001", [])]


@pytest.mark.long
def test_up_trains_on_its_blueprint_brings_its_stack_up_and_down_and_compiles_for_its_orchestrator(
    python: Path, tmp_path: Path
) -> None:
    header, table = rows(300, income=lambda n: n % 2 * 15 + n * 7 % 41, age=lambda n: n % 2 * 15 + n * 11 % 53)
    written(tmp_path, header, table)
    (tmp_path / "landfast.yaml").write_text(f"{SPEC}{PROJECT}")
    up = ("up", "dev", "--no-pipeline")
    first = run(python, tmp_path, *up)
    assert first["project"] == {"blueprint": "acme-tabular", "table": "people", "demo": False}
    assert first["changes"]["acme-archive"]["created"] > 0
    archive = ".landfast/rehearsal/dev/acme-archive/terraform.tfstate"
    assert "google_storage_bucket" in (tmp_path / archive).read_text()
    assert "Whatever Acme does. Its data stays in europe-west4" in (tmp_path / "ml/WORKS_COUNCIL.md").read_text()

    generated.search_less(tmp_path / "ml")
    trained = run(python, tmp_path, "up", "dev")
    assert not trained["changed"]
    assert trained["model"]["version"]

    site = python.parent.parent / "lib"
    (packages,) = site.glob("python*/site-packages/acme_landfast")
    words = ("pipeline", "compile", "--orchestrator", "argo", "--environment", "dev", "--image", IMAGE)
    made = generated.run(
        tmp_path / "ml", tmp_path / "ml/.venv/bin/python", "-m", "churn", *words, PYTHONPATH=str(packages.parent)
    )
    workflow = json.loads(Path(made.strip()).read_text())
    dag, *steps = workflow["spec"]["templates"]
    assert [task["name"] for task in dag["dag"]["tasks"]] == [step["name"] for step in steps]
    assert {step["container"]["image"] for step in steps} == {IMAGE}
    assert next(task for task in dag["dag"]["tasks"] if task["name"] == "train")["dependencies"]

    gone = run(python, tmp_path, "down", "dev")
    assert (gone["left_in_states"], gone["left_in_cloud"]) == (0, 0)
    assert "acme-archive" in gone["certificate"]["states"]
