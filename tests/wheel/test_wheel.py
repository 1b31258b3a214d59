"""The wheel puts one name into site-packages, holds what the program needs and no more, and works beside any names."""

from __future__ import annotations

import json
import subprocess
import tarfile
import zipfile
from pathlib import Path

import built_wheel
import pytest
from repository import ROOMS, ROOT

# What the check says of its rules, where there is no checkout.
RULES = "landfast/policies/policies.md"
PAGES = {f"landfast/policies/policies/{path.name}" for path in (ROOT / "docs" / "policies").iterdir()}
SPEC = "name: churn\nresidency: {area: eu, region: europe-west4}\n"
# What a user may well have beside a spec. To import one of them is an error that can't be overlooked.
THEIRS = (*ROOMS, "tools", "tests", "uv", "agent", "screen")
ONE_PROCESS = """
import importlib, sys
for name in sys.argv[1:]:
    assert importlib.import_module(name).THEIRS
from landfast.api import spec_show
for name in sys.argv[1:]:
    assert importlib.import_module(f"landfast.{name}") is not importlib.import_module(name)
    assert importlib.import_module(name).THEIRS
print(spec_show().residency.region)
"""
REHEARSAL = """
from pathlib import Path
from landfast.rehearsal import RehearsalCloud
with RehearsalCloud(Path("cloud")) as cloud:
    print(bool(cloud.environ))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_wheel.build("wheel", ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_wheel.installed(tmp_path_factory, "up", "engine")


@pytest.fixture(params=["empty", "crowded"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where a user works: nothing is there, or packages that have the names of our rooms."""
    if request.param == "crowded":
        for name in THEIRS:
            (tmp_path / name).mkdir()
            text = f"raise RuntimeError('{name} of the user was imported')\n"
            (tmp_path / name / "__init__.py").write_text(text, encoding="utf-8")
    (tmp_path / "landfast.yaml").write_text(SPEC, encoding="utf-8")
    return tmp_path


def run(programs: Path, folder: Path, *command: str, code: int = 0) -> str:
    words, environ = [programs / command[0], *command[1:]], built_wheel.environ(programs.parent.parent / "cache")
    done = subprocess.run(words, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_it_puts_one_name_into_site_packages(names: list[str]) -> None:
    assert {name.partition("/")[0] for name in names} == {"landfast", "landfast-0.1.0.dist-info"}


def test_it_holds_no_tool_no_test_and_nothing_that_was_made(names: list[str]) -> None:
    assert not [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".tmp", ".partial"))]
    ours = [name for name in names if not name.startswith("landfast/blueprints/")]
    assert not [name for name in ours if {"tests", "tools", "scripts", "docs"}.intersection(name.split("/"))]


def test_it_holds_every_file_of_the_rooms(names: list[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "landfast", *ROOMS],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    links = {f"landfast/{room}" for room in ROOMS}
    tracked = [name for name in listed if name not in links and (ROOT / name).is_file()]
    expected = {name if name.startswith("landfast/") else f"landfast/{name}" for name in tracked}
    (library,) = (name for name in names if name.startswith("landfast/blueprints/vendor/"))
    assert {name for name in names if not name.startswith("landfast-")} == {*expected, library, RULES, *PAGES}
    # Those that a build is prone to leave out: hidden ones, and those without a suffix that it knows.
    template = "landfast/blueprints/tabular/template"
    assert {f"{template}/.gitignore.j2", f"{template}/.github/workflows/main.yaml.j2"} <= expected
    assert {"landfast/py.typed", "landfast/provider/facts.json.gz"} <= expected


def test_two_builds_are_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    assert built_wheel.build("wheel", ROOT, tmp_path).read_bytes() == wheel.read_bytes()


def test_the_source_distribution_builds_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    source = built_wheel.build("sdist", ROOT, tmp_path / "sdist")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path, filter="data")
    built = built_wheel.build("wheel", tmp_path / source.name.removesuffix(".tar.gz"), tmp_path / "wheel")
    assert contents(built) == contents(wheel)


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    # What a build includes besides stands last in its record.
    record = next(name for name in found if name.endswith("/RECORD"))
    return found | {record: b"".join(sorted(found[record].splitlines()))}


@pytest.mark.parametrize("landfast", [("landfast",), ("python", "-m", "landfast")], ids=["command", "module"])
def test_it_works_where_others_have_the_same_names(programs: Path, folder: Path, landfast: tuple[str, ...]) -> None:
    def use(*words: str, code: int = 0) -> str:
        return run(programs, folder, *landfast, *words, code=code)

    assert use("--version") == "landfast, version 0.1.0\n"
    assert "one command" in use("--help")
    assert json.loads(use("spec", "schema"))["title"] == "Spec"
    use("synth", "--out", "synthesized")
    made = json.loads((folder / "synthesized/data/cdk.tf.json").read_text(encoding="utf-8"))
    assert "google_storage_bucket" in made["resource"]
    # Without a controller the record of processing is a finding, and rightly: a low one, which stops nothing.
    result = json.loads(use("check", "--json"))["result"]
    assert "LF-REC-001" in {finding["rule"] for finding in result["findings"]}
    assert result["coverage"]["not_assessed"] == 0
    use("blueprint", "new", "tabular", "--into", "ml")
    assert (folder / "ml/.gitignore").is_file()


def test_the_rehearsal_cloud_starts_where_others_have_the_same_names(programs: Path, folder: Path) -> None:
    assert run(programs, folder, "python", "-P", "-c", REHEARSAL) == "True\n"


def test_it_stands_in_one_process_with_packages_of_the_same_names(programs: Path, tmp_path: Path) -> None:
    for name in ROOMS:
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("THEIRS = True\n", encoding="utf-8")
    (tmp_path / "landfast.yaml").write_text(SPEC, encoding="utf-8")
    assert run(programs, tmp_path, "python", "-c", ONE_PROCESS, *ROOMS) == "europe-west4\n"
