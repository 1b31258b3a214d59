"""Walks a project's folder and reads each file by its kind. What can't be read is a problem."""

from __future__ import annotations

import ast
import json
import os
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

from landfast.check.options import AS_IT_IS, Globs, ReadOptions
from landfast.check.projects import data, docker, networks, python, scripts
from landfast.check.projects.facts import facts_of
from landfast.check.projects.leaves import Leaf, UnreadableError, leaves_of, problem_of
from landfast.check.projects.model import Facts, Findings, ProjectFiles
from landfast.check.projects.notebook import CellScript, places_of_scripts, read_notebook
from landfast.check.projects.scopes import PythonModule, module_of
from landfast.check.subject import FileCount
from landfast.core.errors import InputError, Problem, not_utf8
from landfast.policies.values import Unknown

SIZE_LIMIT = 16 << 20
# Its reader takes seconds for a megabyte; pipelines have tens of kilobytes.
YAML_LIMIT = 4 << 20
_CODE = (".py", ".ipynb")
_DATA = (".yaml", ".yml", ".json", ".toml")
_SCRIPTS = (".sh", ".bash", ".mk", ".env", ".cfg", ".ini", ".properties", ".sql")
_SCRIPT_NAMES = frozenset({"Makefile", "makefile", "GNUmakefile", "Procfile", "justfile"})
_PACKAGES = re.compile(r"requirements[\w.-]*\.(txt|in)|.*\.lock")
# Made by tools, from what is read anyway or from elsewhere.
_SKIPPED = frozenset({"node_modules", "__pycache__", "site-packages", "venv", "dist", "htmlcov"})
_SHOWN = frozenset({".github", ".gitlab-ci.yml", ".cloudbuild"})


class Reader:
    """The files of one project, read once; what they name is resolved when all of them are known."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.found: dict[str, Findings] = {}
        self.modules: dict[str, PythonModule] = {}
        self.leaves: dict[str, list[list[Leaf]]] = {}
        self.texts: dict[str, str] = {}
        self.scripts: dict[str, list[CellScript]] = {}
        self.counts = FileCount(0, 0, 0)

    def read(self, exclude: Globs) -> None:
        count = tests = 0
        for file in sorted(_files(self.root)):
            name = file.relative_to(self.root).as_posix()
            if exclude.cover(name):
                continue
            count += 1
            if _is_test(name):
                tests += 1
            elif _is_read(file.name):
                self._file(file, name)
        self.counts = FileCount(count, len(self.found), tests)

    def _file(self, file: Path, name: str) -> None:
        findings = self.found[name] = Findings()
        text = self._text(file, name, findings)
        if text is None:
            return
        if file.suffix in _CODE:
            self._module(name, text, findings)
        elif file.suffix in _DATA:
            try:
                self.leaves[name] = leaves_of(text, file.suffix)
            except UnreadableError as error:
                findings.problems.append(problem_of(name, error))
        else:
            self.texts[name] = text

    def _text(self, file: Path, name: str, findings: Findings) -> str | None:
        limit = YAML_LIMIT if file.suffix in (".yaml", ".yml") else SIZE_LIMIT
        try:
            if not file.resolve().is_relative_to(self.root.resolve()):
                problem = Problem(name, "is a link out of the folder", next_step="remove it")
            elif file.stat().st_size > limit:
                problem = Problem(name, "is too large", limit=f"{limit >> 20} MiB at most")
            else:
                return file.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problem = not_utf8(name, error)
        except (OSError, RuntimeError) as error:
            fact = f"can't be read ({getattr(error, 'strerror', None) or error})"
            problem = Problem(name, fact, next_step="make it readable")
        findings.problems.append(problem)
        return None

    def _module(self, name: str, text: str, findings: Findings) -> None:
        step = "mend the file, or take it out of the project"
        try:
            if name.endswith(".ipynb"):
                self._notebook(name, text, findings)
                return
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", SyntaxWarning)
                tree = ast.parse(text)
            self.modules[name] = module_of(name, tree)
        except json.JSONDecodeError as error:
            place, fact = f"{name}:{error.lineno}:{error.colno}", f"is not valid JSON: {error.msg}"
            findings.problems.append(Problem(place, fact, next_step=step))
        except SyntaxError as error:
            place = f"{name}:{error.lineno or 1}:{error.offset or 1}"
            findings.problems.append(Problem(place, f"is not valid Python: {error.msg}", next_step=step))
        except (ValueError, RecursionError, MemoryError) as error:
            findings.problems.append(Problem(name, f"can't be parsed: {str(error)[:200]}", next_step=step))

    def _notebook(self, name: str, text: str, findings: Findings) -> None:
        notebook = read_notebook(name, text)
        findings.problems += notebook.problems
        self.modules[name] = module_of(name, notebook.tree)
        self.scripts[name] = notebook.scripts

    def judge(self, facts: Facts) -> None:
        """Finds the places in everything that was read."""
        by_stem = {Path(name).stem: module for name, module in self.modules.items()}
        placed = frozenset(name for module in self.modules.values() for name in python.calls_that_place(module))
        networked = networks.networked_for_all(self.modules.values())
        arguments = self._build_arguments()
        told = facts.substitutions
        for name, findings in self.found.items():
            if name in self.modules:
                self._python(name, findings, by_stem, facts, placed)
                findings.places += networks.jobs_of(self.modules[name], networked=networked)
            for leaves in self.leaves.get(name, ()):
                findings.places += data.places_of(leaves, name, told)
            if name in self.texts:
                text = self.texts[name]
                is_docker = docker.is_dockerfile(Path(name).name)
                findings.places += docker.places_of(text, arguments) if is_docker else scripts.places_of(text)
            if name in self.scripts:
                findings.places += places_of_scripts(self.scripts[name], self.modules[name], arguments)

    def _python(
        self, name: str, findings: Findings, by_stem: dict[str, PythonModule], facts: Facts, placed: frozenset[str]
    ) -> None:
        try:
            findings.places += python.places_of(self.modules[name], by_stem, facts, placed)
        except RecursionError:
            findings.problems.append(Problem(name, "is nested too deeply", next_step="split its expressions"))

    def _build_arguments(self) -> docker.BuildArguments:
        passed: dict[str, list[str | Unknown | None]] = {}
        for name, text in self.texts.items():
            if not docker.is_dockerfile(Path(name).name):
                for argument, value in scripts.build_arguments(text, scripts.variables_of(text)):
                    passed.setdefault(argument, []).append(value)
        for documents in self.leaves.values():
            for leaves in documents:
                for argument, value in data.build_arguments(leaves):
                    passed.setdefault(argument, []).append(value)
        # None is what the project's own package works out: that is judged where the package is.
        return {name: [value for value in values if value is not None] for name, values in passed.items()}


def load_project(path: Path, options: ReadOptions = AS_IT_IS) -> list[ProjectFiles]:
    """A project, as one subject, without what is excluded. Raises: InputError if there is no such folder."""
    if not path.is_dir():
        raise InputError([Problem(str(path), "is no folder", next_step="name the folder of an ML project")])
    reader = Reader(path)
    reader.read(options.exclude)
    facts = facts_of(path)
    reader.judge(facts)
    problems = [problem for _name, found in sorted(reader.found.items()) for problem in found.problems]
    return [ProjectFiles.of(path.resolve().name, reader.found, problems, reader.counts, facts)]


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if _is_walked(Path(folder), name))
        yield from (Path(folder) / name for name in names if not name.startswith(".") or name in _SHOWN)


def _is_walked(parent: Path, name: str) -> bool:
    """Not what tools keep: hidden folders, installed packages, environments of Python by whatever name."""
    hidden = name.startswith(".") and name not in _SHOWN
    return not hidden and name not in _SKIPPED and not (parent / name / "pyvenv.cfg").is_file()


def _is_read(name: str) -> bool:
    suffix = Path(name).suffix
    plain = suffix in (*_CODE, *_DATA, *_SCRIPTS) or name in _SCRIPT_NAMES
    return plain or docker.is_dockerfile(name) or _PACKAGES.fullmatch(name) is not None


def _is_test(name: str) -> bool:
    """Tests run nowhere near the data, and name wrong places on purpose."""
    parts = name.split("/")
    return (
        "tests" in parts[:-1]
        or parts[-1] == "conftest.py"
        or re.fullmatch(r"test_.*\.py|.*_test\.py", parts[-1]) is not None
    )
