"""The whole pipeline as a person runs it: by the command line, on a copy of the project."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sample_project import PACKAGE, command, copy_project, load, put
from sample_table import table

from landfast_ml.contract import calls
from landfast_ml.contract.dossier import Dossier
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.kinds.tabular import PIPELINE
from landfast_ml.models.predictor import load_predictor


def events(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_project(tmp_path_factory.mktemp("project"))
    put(load(root), table("binary"))
    return root


def test_run_rerun_and_a_stricter_gate(root: Path) -> None:
    first = events(command(root, "pipeline", "run", "--progress", "json"))
    assert [e["step"] for e in first if e.get("state") == "done"] == [step.name for step in PIPELINE.steps]
    assert first[-1]["event"] == "result"
    assert first[-1]["skipped"] is False
    assert first[-1]["metrics"]["roc_auc"] > 0.8

    second = events(command(root, "pipeline", "run", "--progress", "json"))
    assert {e["state"] for e in second[:-1]} == {"skipped"}
    assert second[-1] == {**first[-1], "skipped": True}

    listed = json.loads(command(root, "models", "list", "--output", "json").stdout)["models"]
    assert [(v["version"], v["aliases"]) for v in listed] == [(first[-1]["version"], ["champion"])]
    assert listed[0]["tags"]["feature_version"] == first[-1]["feature_version"]
    shown = command(root, "models", "show", "champion").stdout
    assert "  [search]" in shown
    assert not {"[forecast]", "[backtest]", "[model]"} & set(shown.split())

    predictor = load_predictor(load(root))
    assert (predictor.name, predictor.version) == (first[-1]["model"], first[-1]["version"])
    with pytest.raises(ProjectError, match=f"no version 99 of .*, there are: champion, {predictor.version}"):
        load_predictor(load(root), "99")

    other = ("--set", 'search.algorithms=["boosting"]', "--set", "gate.champion_margin=1")
    second = events(command(root, "pipeline", "run", "--progress", "json", *other))
    gain = next(e["metrics"]["gain"] for e in second if e.get("state") == "done" and e["step"] == "gate")
    listed = json.loads(command(root, "models", "list", "--output", "json").stdout)["models"]
    aliases = {v["version"]: v["aliases"] for v in listed}
    assert aliases["2"] == ["champion" if gain > 0 else "challenger"]

    told = json.loads(command(root, *calls.tell_records("unit", "local")).stdout)
    newest, oldest = Dossier.from_json(told).versions
    assert (newest.version, oldest.version) == ("2", "1")
    assert oldest.lineage["features"]["version"] == first[-1]["feature_version"]
    assert oldest.evaluation["metrics"] == pytest.approx(first[-1]["metrics"])
    assert oldest.promotions[0].place == "champion"
    assert {column["role"] for column in told["columns"]} >= {"subject", "target", "feature"}

    card = next((root / ".local").rglob("MODEL_CARD.md")).read_text()
    assert first[-1]["feature_version"] in card

    settings = root / "settings.toml"
    settings.write_text(settings.read_text() + '\n[environments.unit.gate]\nlimits = ["brier <= 0.0"]\n')
    refused = command(root, "pipeline", "run", "--progress", "json")
    last = json.loads(refused.stdout.splitlines()[-1])
    assert refused.returncode == 1
    assert (last["step"], last["state"]) == ("gate", "failed")
    assert refused.stderr.startswith("error: step gate: the model is not good enough")
    assert len(refused.stderr.splitlines()) == 1


OWN_FAULT = """
import atexit
import sys

from landfast_ml.errors import ProjectError


def refuse(job, *, snapshot):
    atexit.register(lambda: print("a library says good-bye", file=sys.stderr))
    raise ProjectError("Google refused the import: 403\\nthe caller lacks a permission\\n  [reason: forbidden]")
"""
OWN_PIPELINE = """
from landfast_ml import Project
from landfast_ml.kinds.tabular import PIPELINE

PROJECT = Project.at(__file__, PIPELINE.changed("ingest", function="sample.steps:refuse"))
"""


def test_a_reason_of_several_lines_is_told_in_one(job: Job) -> None:
    (job.root / "sample/steps.py").write_text(OWN_FAULT)
    (job.root / "sample/pipeline.py").write_text(OWN_PIPELINE)
    put(job, table("binary"))
    done = command(job.root, "pipeline", "run")
    told = "error: step ingest: Google refused the import: 403 the caller lacks a permission [reason: forbidden]"
    assert (done.returncode, done.stderr.strip().splitlines()[-1]) == (1, told)


def test_a_reader_that_has_seen_enough_is_no_crash(job: Job) -> None:
    line = f"{sys.executable} -m {PACKAGE} models list --environment unit | true"
    done = subprocess.run(["sh", "-c", line], cwd=job.root, capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.parametrize("arguments", [(), ("pipeline",), ("pipeline", "run"), ("models", "list"), ("step", "train")])
def test_every_command_explains_itself(arguments: tuple[str, ...], root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", PACKAGE, *arguments, "--help"], cwd=root, capture_output=True, text=True, check=True
    )
    assert "usage: " in done.stdout
