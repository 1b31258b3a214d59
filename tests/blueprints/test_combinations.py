"""Every orchestrator with every tracker on every host: generated, clean, and free of what was not asked for."""

from __future__ import annotations

import itertools
import sys
import tomllib
from pathlib import Path

import generated
import pytest
from ruamel.yaml import YAML

from landfast import blueprints
from landfast.blueprints.render import render

# What its tests share is made by one process.
pytestmark = pytest.mark.xdist_group("blueprints-combinations")

SUBSETS = [
    chosen
    for size in range(len(generated.ORCHESTRATORS) + 1)
    for chosen in itertools.combinations(generated.ORCHESTRATORS, size)
]
# Blueprint -> its combinations. What a host is given, the others share with tabular.
COMBINATIONS = {
    "tabular": list(itertools.product(SUBSETS, ("mlflow", "vertex"), (None, "github", "gitlab"))),
    "batch-scoring": list(itertools.product(SUBSETS, ("mlflow", "vertex"), (None,))),
    "forecasting": list(itertools.product(SUBSETS, ("mlflow", "vertex"), (None,))),
}


def named(combination: tuple[tuple[str, ...], str, str | None]) -> str:
    orchestrators, tracking, host = combination
    return "-".join([*(orchestrators or ("local",)), tracking, host or "nowhere"])


@pytest.fixture(scope="module", params=[blueprint.name for blueprint in blueprints.available()])
def all_of_them(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("combinations") / request.param
    blueprint = blueprints.find(folder.name)
    source = blueprints.demo_source(blueprint.uses or blueprint.name)
    for combination in COMBINATIONS[folder.name]:
        orchestrators, tracking, host = combination
        inputs = generated.inputs(orchestrators=orchestrators, tracking=tracking, host=host, source=source)
        rendered = render(blueprint, inputs)
        for name, content in rendered.items():
            if not name.endswith((".lock", ".whl")):
                path = folder / named(combination) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    return folder


def test_all_are_clean(all_of_them: Path) -> None:
    python = Path(sys.executable)
    assert len(list(all_of_them.iterdir())) == len(COMBINATIONS[all_of_them.name])
    for arguments in (["check"], ["format", "--check"]):
        generated.run(all_of_them, python, "-m", "ruff", *arguments)


def test_what_was_not_chosen_leaves_no_word(all_of_them: Path) -> None:
    for combination in COMBINATIONS[all_of_them.name]:
        orchestrators, tracking, host = combination
        folder = all_of_them / named(combination)
        names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        told = tomllib.loads((folder / "pyproject.toml").read_text())["tool"]["landfast-ml"]
        assert set(told["orchestrators"]) == set(orchestrators)
        code = "".join((folder / name).read_text() for name in names if name.endswith((".py", "Makefile")))
        assert not [one for one in generated.ORCHESTRATORS if one in code and one not in orchestrators], folder.name
        assert ("Dockerfile" in names) == ("cloudbuild/main.yaml" in names) == bool(orchestrators)
        server = all_of_them.name != "batch-scoring" and tracking == "mlflow" and bool(orchestrators)
        assert ("mlflow-image:" in (folder / "Makefile").read_text()) == server
        assert (".gitlab-ci.yml" in names) == (host == "gitlab" and bool(orchestrators))
        assert (".github/workflows/main.yaml" in names) == (host != "gitlab" and bool(orchestrators))


def test_all_files_are_of_their_kind(all_of_them: Path) -> None:
    yaml = YAML(typ="safe", pure=True)
    for path in all_of_them.rglob("*"):
        if path.suffix in {".yaml", ".yml"}:
            assert yaml.load(path), path
