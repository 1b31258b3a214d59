"""What a generated project prints is read as both sides agreed; anything else is refused with what to do."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from landfast_ml.contract.messages import ModelVersion, RegisteredModel, RegisteredModels, StepMessage

from landfast.blueprints import Generated
from landfast.core.errors import InputError, UserError
from landfast.core.progress import Event, silent
from landfast.projects.runner import ProjectStores, ask, models_of, run_pipeline

STEP = StepMessage(step="train", index=1, of=1, state="done", seconds=2.0, metrics={"auc": 0.9})
RESULT = ModelVersion(model="said", version="3", feature_version="f", metrics={"auc": 0.9}, skipped=False)
MODELS = RegisteredModels(models=(RegisteredModel(version="3", aliases=("champion",), metrics={}, tags={}),))


def project(folder: Path, *lines: str) -> Generated:
    """Its package prints these lines, whatever it is asked."""
    (folder / ".venv/bin").mkdir(parents=True)
    python = folder / ".venv/bin/python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    (folder / "said").mkdir()
    (folder / "said/__main__.py").write_text(f"print({os.linesep.join(lines)!r})\n", encoding="utf-8")
    return Generated(folder, "tabular", "1", "said", ())


def test_a_run_is_read_step_by_step(tmp_path: Path) -> None:
    told: list[Event] = []
    noise = ("warming up", "{no JSON", json.dumps({"event": "drift", "severity": "INFO"}), "7")
    made = project(tmp_path, *noise, json.dumps(STEP.to_json()), json.dumps(RESULT.to_json()))
    assert run_pipeline(made, "dev", told.append) == RESULT
    steps = [(event.subject, event.state, event.seconds, event.metrics) for event in told if event.subject]
    assert steps == [("train", "done", 2.0, {"auc": 0.9})]


def test_a_run_of_a_newer_library_is_refused_with_what_to_do(tmp_path: Path) -> None:
    made = project(tmp_path, json.dumps(RESULT.to_json() | {"schema": 2}))
    with pytest.raises(InputError, match=r"result: is of schema 2; 1 is read here; install the landfast that knows it"):
        run_pipeline(made, "dev", silent)


def test_models_are_read_as_the_project_prints_them(tmp_path: Path) -> None:
    assert models_of(project(tmp_path, json.dumps(MODELS.to_json())), "dev") == MODELS.models


def test_models_of_an_older_library_are_refused_with_what_to_do(tmp_path: Path) -> None:
    older = json.dumps([one.to_json() for one in MODELS.models])
    with pytest.raises(InputError, match=r"models list: is not an object, .*`landfast blueprint upgrade`"):
        models_of(project(tmp_path, older), "dev")


def test_what_is_no_document_is_shown(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="models can't be read: out of disk; try `make setup`"):
        models_of(project(tmp_path, "out of disk"), "dev")


def test_stores_of_the_cloud_are_asked_with_googles_clients_and_this_machines_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project's own stores here are read without either."""
    told = "import json, os; print(json.dumps(dict(os.environ)))"
    package = tmp_path / "p"
    package.mkdir()
    (package / "__main__.py").write_text(told)
    for venv in (".venv", ".venv-cloud"):
        (tmp_path / venv / "bin").mkdir(parents=True)
        program = tmp_path / venv / "bin/python"
        program.write_text(f'#!/bin/sh\nASKED={venv} exec {sys.executable} "$@"\n')
        program.chmod(0o755)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", "/home/ci/federated.json")
    monkeypatch.setenv("GITHUB_TOKEN", "planted")
    project = Generated(tmp_path, "tabular", "1", "p", ())
    found = {}
    for stores in (ProjectStores(), ProjectStores(cloud=True, endpoint="http://127.0.0.1:1/")):
        found[stores.target] = json.loads(ask(project, (), stores=stores).stdout)
    assert {target: environ["ASKED"] for target, environ in found.items()} == {"local": ".venv", "cloud": ".venv-cloud"}
    assert "GOOGLE_APPLICATION_CREDENTIALS" not in found["local"]
    assert found["cloud"]["GOOGLE_APPLICATION_CREDENTIALS"] == "/home/ci/federated.json"
    assert found["cloud"]["LANDFAST_ENDPOINT"] == "http://127.0.0.1:1/"
    assert not any("planted" in environ.values() for environ in found.values())
