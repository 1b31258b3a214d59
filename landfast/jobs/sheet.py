"""A certificate on the disk: JSON for programs, Markdown and a page for people."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from landfast_ml.pages.rendering import rendered

from landfast.check.report.formats.markdown import text_of
from landfast.core.errors import InputError, Problem
from landfast.core.files import to_json, write, write_out
from landfast.jobs.record_folder import RecordFolder
from landfast.targets.workspace import Workspace

FOLDER = "certificates"
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One part: a table without rows is left out of the page."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is certified. `command` made it; `verdict`: a word, and a sentence; `content` is the whole as data."""

    title: str
    command: str
    verdict: tuple[str, Literal["good", "bad"], str]
    about: Sequence[tuple[str, str]]
    tables: Sequence[SheetTable]
    content: Mapping[str, Any]


def refuse_other_endings(paths: Sequence[Path]) -> None:
    """Raises: InputError for files whose ending says no format of a certificate."""
    problems = [
        Problem(str(path), "has an ending that says no format", path.suffix, ", ".join(FORMS), "rename it")
        for path in paths
        if path.suffix not in FORMS
    ]
    if problems:
        raise InputError(problems)


def write_sheet(workspace: Workspace, name: str, ended: str, sheet: Sheet, more: Sequence[Path]) -> Sequence[Path]:
    """Beside the states' folder in every form, by its name and when it `ended`, and where else it is wanted.

    Raises: UserError.
    """
    stamp = "".join(sign for sign in ended if sign.isdigit())[:14]
    own = workspace.target_folder / FOLDER / f"{name}-{stamp}"
    files = [own.with_name(f"{own.name}{ending}") for ending in FORMS]
    for path in files:
        write(path, FORMS[path.suffix](sheet), 0o600)
    for path in more:
        write_out(path, FORMS[path.suffix](sheet))
    return [*files, *more]


def certificate_folder(workspace: Workspace, name: str) -> RecordFolder:
    """Certificates as JSON; the forms for people are on the machine that certified. `name`: an expression of all that
    stands before the time."""
    names = re.compile(rf"{name}-\d{{14}}\.json", re.ASCII)
    return RecordFolder(workspace, FOLDER, workspace.target_folder / FOLDER, names)


def _json(sheet: Sheet) -> bytes:
    return to_json(sheet.content)


def _markdown(sheet: Sheet) -> bytes:
    return ("\n".join(_lines(sheet)) + "\n").encode()


def _lines(sheet: Sheet) -> Iterator[str]:
    yield from (f"# {text_of(sheet.title)}", "")
    yield from (f"- {name}: {text_of(value)}" for name, value in sheet.about if value)
    for table in sheet.tables:
        yield from ("", f"## {table.title}", "", f"| {' | '.join(table.columns)} |", f"|{'---|' * len(table.columns)}")
        for row in table.rows:
            yield f"| {' | '.join(text_of(cell) for cell in row)} |"


def _html(sheet: Sheet) -> bytes:
    shown = [table for table in sheet.tables if table.rows]
    return rendered("certificate.html.j2", TEMPLATES, sheet=sheet, tables=shown).encode()


# Ending -> the content.
FORMS: Mapping[str, Callable[[Sheet], bytes]] = {".json": _json, ".md": _markdown, ".html": _html}
