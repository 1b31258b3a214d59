"""Who answers for the data: asked for once, never made up, needed before anything goes to a real cloud."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typed import typed

from landfast import blueprints
from landfast.blueprints import demo_source
from landfast.core.errors import InputError
from landfast.jobs.controller import nobody_said, refuse_nobody, unsaid, write_controller
from landfast.jobs.request import EnvironmentRequest
from landfast.projects.inputs import project_inputs
from landfast.stacks.spec import load
from landfast.stacks.spec.first import first_spec
from landfast.targets.workspace import Workspace

SHORTEST = "name: churn\nresidency: {region: europe-west4}\n"
GOOGLE = "google: {organization: '123456789012', billing_account: 0A0A0A-0B0B0B-0C0C0C}\n"
SAID = {"organisation": "Söhne & Co: AG", "dpo": "a@b.eu", "purpose": "yes", "legal_basis": "contract"}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "landfast.yaml"
    path.write_text(SHORTEST, encoding="utf-8")
    return path


def generated(spec: Path) -> Path:
    workspace = Workspace.open(spec, None)
    blueprints.generate("tabular", project_inputs(workspace, demo_source()), {}, workspace.project_folder)
    return workspace.project_folder


@pytest.mark.parametrize(
    "text", [SHORTEST, f"# mine\n{SHORTEST}# last", first_spec("churn", "eu", "europe-west4", {}, {})]
)
def test_the_answers_are_added_to_the_spec_and_nothing_else_changes(spec: Path, text: str) -> None:
    spec.write_text(text, encoding="utf-8")
    spec.chmod(0o640)
    before = load(spec)
    write_controller(spec, SAID | {"data_categories": ["contact", "health"], "special_condition": "health-care"})
    after = load(spec)
    assert after.controller is not None
    assert (after.controller.organisation, after.controller.purpose) == ("Söhne & Co: AG", "yes")
    assert after.special_categories
    assert after.model_copy(update={"controller": None}) == before
    assert {line for line in text.splitlines() if "controller" not in line and not line.startswith("#    ")} <= {
        *spec.read_text(encoding="utf-8").splitlines()
    }
    assert spec.stat().st_mode & 0o777 == 0o640


def test_a_spec_that_takes_no_section_stays_as_it_is(spec: Path) -> None:
    text = "{name: churn, residency: {region: europe-west4}}\n"
    spec.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"add controller: \{organisation: Söhne & Co: AG"):
        write_controller(spec, SAID)
    assert spec.read_text(encoding="utf-8") == text


def test_it_is_told_once_and_the_projects_texts_hold_no_phrase(spec: Path) -> None:
    request = EnvironmentRequest(spec=spec)
    assert nobody_said(request) == spec
    folder = generated(spec)
    assert nobody_said(request) is None
    workspace = request.workspace()
    told = str(unsaid(workspace, folder, made=True))
    assert "nobody has said who answers for the data: organisation, dpo, purpose, legal_basis" in told
    assert "add controller: {organisation: Acme GmbH, dpo: dpo@acme.example," in told
    assert unsaid(workspace, folder, made=False) is None
    texts = [folder / name for name in ("about.toml", "README.md", "features.yaml")]
    assert not any("not stated" in text.read_text(encoding="utf-8") for text in texts)
    # Said later, it is not in the project yet.
    write_controller(spec, SAID)
    assert "`landfast blueprint upgrade " in str(unsaid(request.workspace(), folder, made=False))


def test_nothing_of_nobody_goes_to_google(spec: Path) -> None:
    spec.write_text(SHORTEST + GOOGLE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "landfast", "up", "--target", "google"],
        cwd=spec.parent, env={**os.environ, "GOOGLE_CLOUD_QUOTA_PROJECT": "acme-platform"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "controller: is missing; target google needs it" in done.stderr
    assert not (spec.parent / ".landfast").exists()
    refuse_nobody(Workspace.open(spec, None))


def test_at_a_terminal_it_is_asked_for_before_anything_else(spec: Path) -> None:
    spec.write_text(f"{SHORTEST}project: {{data: none.csv, target: a, no_subject: true}}\n", encoding="utf-8")
    answers = ["Söhne & Co: AG", "Ana", "a@b.eu", "tell who leaves", "contract", "contact, helth", "contact"]
    code, said = typed(spec.parent, ["up"], answers)
    # The table that is not there ends the run, after what was said is kept.
    assert code == 2
    assert "'Ana' is no e-mail address; such as dpo@acme.example" in said
    assert "did you mean health?" in said
    controller = load(spec).controller
    assert controller is not None
    assert (controller.organisation, controller.dpo) == ("Söhne & Co: AG", "a@b.eu")
    assert controller.data_categories == ("contact",)
