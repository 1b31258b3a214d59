"""README and guides, typed line by line as they stand there: from a clone, and from the wheel."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import built_wheel
import generated
import pytest
from document_schemas import validated
from pages import GUIDES, Typed, commands
from repository import ROOT
from walker import Walker, checkout

README = ROOT / "README.md"
WALK = "LANDFAST_WALK"
# Each goes on with what the one before left.
ORDER = (
    "first-environment", "own-data", "orchestrators", "audit", "erasure", "drift", "upgrading", "moving", "teams",
    "costs", "plugins", "leaving", "google", "standing", "sovereign",
)  # fmt: skip
# This test is a part of it.
ALL_TESTS = "./scripts/test"
# What tells how long a project searches for its model, below `blueprints`.
SETTINGS = "tabular/template/settings.toml.j2"


def environ(folder: Path) -> dict[str, str]:
    """Of a user with an empty cache and a wide terminal."""
    return built_wheel.environ(folder / "cache") | {"COLUMNS": "140"}


def first_word(typed: Typed) -> str:
    return typed.text.split()[0]


def test_every_guide_is_walked() -> None:
    assert {path.stem for path in GUIDES.glob("*.md")} == {*ORDER, "README"}


@pytest.mark.long
def test_readme_and_guides_from_a_clone(tmp_path: Path) -> None:
    clone = checkout(tmp_path / "landfast")
    generated.less_in(clone / "blueprints" / SETTINGS, every=True)
    terminal = Walker(clone, environ(tmp_path), tmp_path / "notes")
    typed = commands(README)
    assert [each.text.split()[:1] for each in typed][:2] == [["./scripts/up"], [ALL_TESTS]]
    assert os.access(clone / ALL_TESTS, os.X_OK)
    terminal.walk(each for each in typed if first_word(each) != ALL_TESTS)
    home = terminal.folder
    assert home == clone / "examples/churn"
    for name in ORDER:
        terminal.folder = home
        terminal.walk(commands(GUIDES / f"{name}.md"))
    # What the last guide left: the code, and no environment.
    assert (home / "ml/landfast_ml").is_dir()
    assert not (home / "ml/.local/dev").exists()


def shell(folder: Path) -> Path:
    """A folder with what a terminal has, and no other program of the machine."""
    programs = folder / "shell"
    programs.mkdir()
    for name in ("bash", "env", "git"):
        found = shutil.which(name)
        assert found, name
        (programs / name).symlink_to(found)
    return programs


@pytest.mark.long
def test_ones_own_table_from_the_wheel(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    programs = built_wheel.installed(tmp_path_factory, "up", "engine")
    (blueprints,) = (programs.parent / "lib").glob("python*/site-packages/landfast/blueprints")
    generated.less_in(blueprints / SETTINGS, every=True)
    example = tmp_path / "examples/churn"
    example.mkdir(parents=True)
    shutil.copy(ROOT / "examples/churn/customers.csv", example)
    # No terraform, tofu, node or uv of the machine: the embedded ones are enough.
    variables = environ(tmp_path) | {"PATH": f"{programs}:{shell(tmp_path)}"}
    terminal = Walker(tmp_path, variables, tmp_path / "notes")
    terminal.walk(commands(README, "Your own table"))
    terminal.type(Typed("what stands", "landfast status --json > status.json", 0))
    (model,) = validated("status", (example / "status.json").read_text())["result"]["models"]
    assert model["aliases"] == ["champion"], "trained once, and not by the second `up` again"
    assert model["metrics"]["roc_auc"] > 0.6


@pytest.mark.long
@pytest.mark.skipif(not os.environ.get(WALK), reason=f"minutes: {WALK}=1 has the guides walked from the wheel")
def test_readme_and_guides_from_the_wheel(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    programs = built_wheel.installed(tmp_path_factory, "up", "engine")
    shutil.copytree(
        ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns(".landfast", "ml", "*.egg-info")
    )
    variables = environ(tmp_path)
    terminal = Walker(tmp_path, variables | {"PATH": f"{programs}:{variables['PATH']}"}, tmp_path / "notes")
    terminal.walk(each for each in commands(README) if not first_word(each).startswith("./scripts/"))
    home = terminal.folder
    for name in ORDER:
        terminal.folder = home
        terminal.walk(commands(GUIDES / f"{name}.md"))
