"""A blueprint takes what it can from another one, and is as whole as if all were its own."""

from __future__ import annotations

import re
from pathlib import Path

import generated
import pytest

from landfast import blueprints
from landfast.blueprints.render import render
from landfast.core.errors import InputError

HEAD = "version: '1', summary: x, orchestrators: [local, vertex], tracking: [mlflow]"
# Files that may name it: what is upgraded by it, what it writes, what checks with it, what says so.
NAMING_LANDFAST = (".github/", "README.md", "cloudbuild/", "docs/", "requirements-landfast.txt", "scripts/ci")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Blueprint `first`, where c.txt is there for Vertex AI alone."""
    first = tmp_path / "blueprints/first"
    for name in ("a.txt", "b.txt", "folder/c.txt", "folder/d.txt"):
        (first / "template" / name).parent.mkdir(parents=True, exist_ok=True)
        (first / "template" / f"{name}.j2").write_text(f"{name} of [= blueprint =]")
    (first / "blueprint.yaml").write_text(f"{{name: first, {HEAD}, only_with: {{vertex: [folder/c.txt.j2]}}}}")
    monkeypatch.setattr("landfast.blueprints.declaration.HOME", first.parent)
    return first.parent


def second(home: Path, shared: str) -> blueprints.Blueprint:
    folder = home / "second"
    (folder / "template").mkdir(parents=True)
    (folder / "template" / "b.txt.j2").write_text("mine")
    (folder / "blueprint.yaml").write_text(f"{{name: second, {HEAD}, shared: {shared}}}")
    return blueprints.find("second")


def test_what_is_shared_is_rendered_and_what_is_own_wins(home: Path) -> None:
    made = second(home, "{first: [a.txt.j2, b.txt.j2, folder/]}")
    told = {"a.txt": "a.txt of second", "b.txt": "mine", "folder/d.txt": "folder/d.txt of second"}
    assert render(made, generated.inputs(orchestrators=("local",))) == told
    assert set(render(made, generated.inputs(orchestrators=("vertex",)))) == {*told, "folder/c.txt"}


def test_every_file_that_is_not_there_is_named(home: Path) -> None:
    made = second(home, "{first: [a.txt.j2, e.txt.j2, nowhere/]}")
    with pytest.raises(InputError) as raised:
        render(made, generated.inputs())
    assert [(problem.path, problem.value) for problem in raised.value.problems] == [
        ("second/blueprint.yaml:shared.first", "e.txt.j2"),
        ("second/blueprint.yaml:shared.first", "nowhere/"),
    ]


def test_an_unheard_of_blueprint_shares_nothing(home: Path) -> None:
    with pytest.raises(InputError, match=r"there is no such blueprint, given third, .*there are: first, second"):
        render(second(home, "{third: [a.txt.j2]}"), generated.inputs())


def scoring(**changes: object) -> dict[str, str]:
    return render(blueprints.find("batch-scoring"), generated.inputs(**changes))


def test_scoring_is_whole_and_speaks_of_itself() -> None:
    rendered = scoring()
    for name, text in rendered.items():
        assert not re.search(r"\[= | =\]|\[% | %\]|\.j2\b", text), name
        named = name.startswith(NAMING_LANDFAST) or name == f"{generated.PACKAGE}/environment.py"
        assert "landfast" not in text or named or name == f"{generated.PACKAGE}/inputs.py", name
    assert [name for name, text in rendered.items() if name.endswith(".py") and text.count("\n") > 200] == []


def test_scoring_has_the_locks_of_what_trained_the_model() -> None:
    tabular = render(blueprints.find("tabular"), generated.inputs())
    rendered = scoring()
    for name in ("requirements.lock", "requirements-cloud.lock", "pyproject.toml", "airflow/requirements.lock"):
        assert rendered[name] == tabular[name]


def test_an_upgrade_brings_what_is_shared(tmp_path: Path) -> None:
    folder = generated.generate(tmp_path / "scoring", "batch-scoring", orchestrators=("vertex",))
    assert not blueprints.plan_upgrade(folder).needed
    settings = folder / "settings.toml"
    settings.write_text(settings.read_text().replace('version = "champion"', 'version = "3"'))
    wider = blueprints.plan_upgrade(folder, lambda _: generated.inputs(orchestrators=("vertex", "pachyderm")))
    assert f"{generated.PACKAGE}/orchestrators/pachyderm.py" in wider.paths("added")
    blueprints.apply_upgrade(wider)
    assert 'version = "3"' in settings.read_text()
    assert (folder / generated.PACKAGE / "orchestrators/pachyderm.py").is_file()
