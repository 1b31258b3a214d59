"""Reads a notebook cell by cell: one that is no Python is told, the others are judged, by the lines of the file."""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from landfast.check.projects import docker, scripts
from landfast.check.projects.ipython import Piece, plain
from landfast.check.projects.json_text import Path, text_lines
from landfast.check.projects.model import NamedPlace
from landfast.check.projects.scopes import PythonModule
from landfast.core.errors import Problem

# `{REGION}` in a line for the shell; a doubled brace is one.
_EXPANDED = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_STEP = "mend the cell, or take the notebook out of the project"


@dataclass(frozen=True, slots=True)
class CellScript:
    """A piece of a notebook that is no Python, and the lines of the file that its lines stand in."""

    piece: Piece
    lines: Sequence[int]

    def line(self, number: int) -> int:
        """The line of the file for a line of the piece, counted from 1."""
        return self.lines[min(number, len(self.lines)) - 1] if self.lines else 1


@dataclass(slots=True)
class Notebook:
    """The Python of all cells as one module, what else is in them, and the cells that can't be read."""

    tree: ast.Module = field(default_factory=lambda: ast.Module([], []))
    scripts: list[CellScript] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of code by its number among all cells. `lines` are those of the file, for each of the source."""

    number: int
    source: str
    lines: Sequence[int]

    def line(self, number: int) -> int:
        """The line of the file for a line of the source, counted from 1."""
        return self.lines[min(max(number, 1), len(self.lines)) - 1] if self.lines else 1


def read_notebook(name: str, text: str) -> Notebook:
    """Raises: ValueError, RecursionError, if it is no notebook at all."""
    content = json.loads(text)
    is_python = _language(content) in ("", "python", "ipython")
    notebook = Notebook()
    for cell in _cells(content, text):
        if not is_python:
            notebook.scripts.append(CellScript(Piece(cell.source, 1), cell.lines))
            continue
        found = plain(cell.source)
        notebook.scripts += [CellScript(piece, cell.lines[piece.line - 1 :]) for piece in found.pieces]
        try:
            notebook.tree.body += _parsed(found.code, cell)
        except SyntaxError as error:
            fact = f"cell {cell.number}, line {error.lineno or 1}, is not valid Python: {error.msg}"
            notebook.problems.append(Problem(f"{name}:{cell.line(error.lineno or 1)}", fact, next_step=_STEP))
        except (ValueError, RecursionError, MemoryError) as error:
            fact = f"cell {cell.number} can't be parsed: {str(error)[:200]}"
            notebook.problems.append(Problem(f"{name}:{cell.line(1)}", fact, next_step=_STEP))
    return notebook


def _parsed(code: str, cell: _Cell) -> list[ast.stmt]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt | ast.expr | ast.keyword | ast.arg):
            node.lineno = cell.line(node.lineno)
    return tree.body


def _language(content: Any) -> str:
    """The language of the kernel; empty if it is not said."""
    if not isinstance(content, Mapping):
        raise ValueError("is no notebook: it is no JSON object")
    told = content.get("metadata")
    known = [told.get(key) for key in ("language_info", "kernelspec")] if isinstance(told, Mapping) else []
    names = [each.get(key) for each in known if isinstance(each, Mapping) for key in ("name", "language")]
    said = [name.lower() for name in names if isinstance(name, str)]
    return "python" if any(name.startswith(("python", "ipython")) for name in said) else next(iter(said), "")


def _cells(content: Mapping[str, Any], text: str) -> Iterator[_Cell]:
    """Raises: ValueError if there are none to be found."""
    lines = text_lines(text)
    for number, (path, cell) in enumerate(_listed(content), 1):
        if not isinstance(cell, Mapping) or cell.get("cell_type") != "code":
            continue
        # Notebooks of format 3 call it `input`.
        key = "input" if "input" in cell and "source" not in cell else "source"
        source = cell.get(key, "")
        parts = source if isinstance(source, list) else [source]
        if not all(isinstance(part, str) for part in parts):
            raise ValueError(f"cell {number} has a source that is no text")
        at = [(*path, key, index) if isinstance(source, list) else (*path, key) for index in range(len(parts))]
        yield _Cell(number, "".join(parts), list(_lines_of(parts, [lines.get(each, 1) for each in at])))


def _listed(content: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    """(path, cell) of all that there are. Raises: ValueError."""
    sheets = content.get("worksheets")
    holders: list[tuple[Path, Any]] = (
        [(("worksheets", index), sheet) for index, sheet in enumerate(sheets)]
        if isinstance(sheets, list)
        else [((), content)]
    )
    for path, holder in holders:
        cells = holder.get("cells") if isinstance(holder, Mapping) else None
        if not isinstance(cells, list):
            raise ValueError("is no notebook: it has no list of cells")
        yield from (((*path, "cells", index), cell) for index, cell in enumerate(cells))


def _lines_of(parts: Sequence[str], lines: Sequence[int]) -> Iterator[int]:
    """For each line of a source that is kept in parts: the line of the file in which it begins."""
    fresh = True
    for part, line in zip(parts, lines, strict=True):
        *whole, rest = part.split("\n")
        for _text in whole:
            if fresh:
                yield line
            fresh = True
        if rest:
            if fresh:
                yield line
            fresh = False


def places_of_scripts(
    found: Sequence[CellScript], module: PythonModule, arguments: docker.BuildArguments
) -> Iterator[NamedPlace]:
    """Every place in what is no Python, with the names filled in that the notebook sets."""
    own = dict(_constants(module))
    shell = {name: value for each in found for name, value in scripts.variables_of(each.piece.text).items()}
    for each in found:
        piece = each.piece
        if docker.is_dockerfile(piece.file.rpartition("/")[2]):
            places: Iterable[NamedPlace] = docker.places_of(piece.text, arguments)
        else:
            text = _EXPANDED.sub(r"${\1}", piece.text) if piece.expands else piece.text
            places = scripts.places_of(text, {**own, **shell} if piece.expands else shell)
        yield from (replace(place, line=each.line(place.line)) for place in places)


def _constants(module: PythonModule) -> Iterator[tuple[str, str]]:
    """Names that are given one text and no other."""
    for name, given in module.top.values.items():
        [first, *others] = given
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and not others:
            yield name, first.value
