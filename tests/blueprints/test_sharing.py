"""A blueprint takes what it can from another one, and is as whole as if all were its own."""

from __future__ import annotations

import re
from pathlib import Path

import generated
import pytest

from landfast import blueprints
from landfast.blueprints.render import render
from landfast.core.errors import InputError

HEAD = "kind: tabular, version: '1', summary: x, orchestrators: [local, vertex], tracking: [mlflow]"


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
    told = {"a.txt": b"a.txt of second", "b.txt": b"mine", "folder/d.txt": b"folder/d.txt of second"}
    library = {
        name: content for name, content in render(made, generated.inputs()).items() if name.startswith("vendor/")
    }
    assert len(library) == 1
    assert render(made, generated.inputs(orchestrators=("local",))) == told | library
    assert set(render(made, generated.inputs(orchestrators=("vertex",)))) == {*told, *library, "folder/c.txt"}


def test_every_file_that_is_not_there_is_named(home: Path) -> None:
    made = second(home, "{first: [a.txt.j2, e.txt.j2, nowhere/]}")
    with pytest.raises(InputError) as raised:
        render(made, generated.inputs())
    assert [(problem.path, problem.value) for problem in raised.value.problems] == [
        ("second/blueprint.yaml:shared.first", "e.txt.j2"),
        ("second/blueprint.yaml:shared.first", "nowhere/"),
    ]


def test_an_unheard_of_blueprint_shares_nothing(home: Path) -> None:
    with pytest.raises(InputError, match=r"there is no such blueprint, got third; there are first, second"):
        render(second(home, "{third: [a.txt.j2]}"), generated.inputs())


def scoring(**changes: object) -> dict[str, bytes]:
    return render(blueprints.find("batch-scoring"), generated.inputs(**changes))


def test_scoring_is_whole() -> None:
    for name, content in scoring().items():
        assert name.endswith(".whl") or not re.search(rb"\[= | =\]|\[% | %\]|\.j2\b", content), name


def test_scoring_has_the_locks_of_what_trained_the_model() -> None:
    tabular = render(blueprints.find("tabular"), generated.inputs())
    rendered = scoring()
    for name in ("requirements.lock", "requirements-cloud.lock"):
        assert rendered[name] == tabular[name]


def test_an_upgrade_brings_what_is_shared(tmp_path: Path) -> None:
    folder = generated.generate(tmp_path / "scoring", "batch-scoring", orchestrators=("local",))
    assert not blueprints.plan_upgrade(folder).needed
    settings = folder / "settings.toml"
    settings.write_text(settings.read_text().replace('version = "champion"', 'version = "3"'))
    wider = blueprints.plan_upgrade(folder, lambda _: generated.inputs(orchestrators=("vertex", "pachyderm")))
    assert "Dockerfile" in wider.paths("added")
    blueprints.apply_upgrade(wider)
    assert 'version = "3"' in settings.read_text()
    assert '"pachyderm"' in (folder / "pyproject.toml").read_text()
