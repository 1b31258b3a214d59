"""Rooms stand under one name, modules can be told apart, and nobody reaches for another's private names."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from repository import ROOMS, ROOT
from sources import HOUSE, sources, told

# Endings by which two modules can't be told apart: check and checking, rule and rules.
ENDINGS = re.compile(r"(?<=\w{3})(ings?|s)$")


def test_every_module_says_what_it_is_for() -> None:
    assert [told(path) for path, tree in sources().items() if not ast.get_docstring(tree)] == []


@pytest.mark.parametrize("folder", HOUSE)
def test_no_two_modules_side_by_side_differ_by_an_ending_only(folder: str) -> None:
    siblings: dict[tuple[Path, str], set[str]] = defaultdict(set)
    for path in sources():
        if path.is_relative_to(ROOT / folder):
            for inner in (path, *path.parents[: len(path.relative_to(ROOT).parts) - 2]):
                # The package itself is beside nobody.
                if inner.stem == "__init__":
                    continue
                stem = inner.stem.strip("_")
                siblings[inner.parent, ENDINGS.sub("", stem)].add(inner.stem)
    assert [sorted(names) for names in siblings.values() if len(names) > 1] == []


def test_no_module_of_the_program_has_the_name_of_one_below_it() -> None:
    assert {path.stem for path in (ROOT / "landfast").glob("[!_]*.py")} & {
        path.stem for path in (ROOT / "core").glob("[!_]*.py")
    } == set()


def imports(tree: ast.Module) -> Iterator[tuple[ast.stmt, str, list[str]]]:
    """(statement, module, names that are taken from it) of each import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, "." * node.level + (node.module or ""), [alias.name for alias in node.names]


def test_every_room_is_imported_by_its_one_name() -> None:
    assert [
        f"{told(path, node)}: {module}"
        for path, tree in sources().items()
        for node, module, _names in imports(tree)
        if module.startswith(".") or module.partition(".")[0] in ROOMS
    ] == []


def private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def test_nobody_reaches_for_private_names_of_another_package() -> None:
    found = []
    for path, tree in sources().items():
        room = ".".join(path.relative_to(ROOT).parts[:-1]).removeprefix("landfast.")
        for node, module, names in imports(tree):
            if module.partition(".")[0] in ("landfast", "tools"):
                for dotted in (f"{module}.{name}".removeprefix("landfast.") for name in names or [""]):
                    owner, _, rest = dotted.partition("._")
                    if rest and owner != room:
                        found.append(f"{told(path, node)}: {dotted}")
    assert found == []


def test_tests_reach_for_no_private_attribute_of_what_they_import() -> None:
    found = []
    for path, tree in sources().items():
        if not path.is_relative_to(ROOT / "tests"):
            continue
        ours = {
            name for _node, module, names in imports(tree) if module.startswith(("landfast", "tools")) for name in names
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                if node.value.id in ours and private(node.attr):
                    found.append(f"{told(path, node)}: {node.value.id}.{node.attr}")
            elif isinstance(node, ast.Constant) and re.match(r"(landfast|tools)\.(\w+\.)*_[a-z]", str(node.value)):
                found.append(f"{told(path, node)}: {node.value}")
    assert found == []


def test_a_process_of_ours_imports_nothing_from_where_it_runs() -> None:
    """A `uv.py` or `json.py` of the user would be taken for the real one."""
    found = []
    for path, tree in sources().items():
        if path.is_relative_to(ROOT / "tests"):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.List | ast.Tuple) and len(node.elts) > 1:
                first, second = node.elts[:2]
                isolated = isinstance(second, ast.Constant) and second.value in ("-I", "-P")
                if ast.unparse(first) == "sys.executable" and not isolated:
                    found.append(told(path, node))
    assert found == []


PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_paths_that_a_page_names_are_there(page: Path) -> None:
    tops = "|".join((*HOUSE, "tests", "scripts", "docs", "examples"))
    named = re.findall(rf"`(?:\./)?((?:{tops})/[\w./-]*)`", page.read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/architecture.md"])
def test_every_room_is_on_the_plan_of_the_house(page: str) -> None:
    linted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    house = linted["contracts"][0]["layers"]
    rooms = {name.strip() for layer in house for name in layer.split("|")} - {"__main__", "cli"}
    text = (ROOT / page).read_text(encoding="utf-8")
    assert {name for name in rooms if not re.search(rf"\b{name}(/|\.py)", text)} == set()
