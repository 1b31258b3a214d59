"""Names the files of a report as the person who asked sees them: editors and CI open what a report names."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.check.judge.verdict import Finding, Report
from landfast.check.read.documents import MANIFEST

if TYPE_CHECKING:
    from landfast.check.judge.fixes import FixSaid

# `main.tf`, `main.tf:3`, `main.tf:3:7`.
_PLACE = re.compile(r"(.*?)((?::\d+){0,2})", re.DOTALL)


def placed(report: Report, root: Path, otherwise: Path | None = None) -> Report:
    """The report with places relative to the current folder. `root` is what was checked: a file or a folder.

    Where a source is no file of the tree, `otherwise` (a spec, a file of waivers), or what was checked, is the place.
    """
    base = root.resolve()
    folder = base.parent if base.is_file() else base
    instead = next((file for file in (otherwise, base, base / MANIFEST) if file is not None and file.is_file()), None)

    # A report has many places in few files.
    @cache
    def seen(file: str) -> str:
        return _seen(folder / file, file)

    @cache
    def is_file(file: str) -> bool:
        return (folder / file).is_file() or Path(file).is_file()

    def shown(place: str) -> str:
        file, line = _split(place)
        return f"{seen(file)}{line}"

    def finding(one: Finding) -> Finding:
        file, line = _split(one.source)
        place = "" if is_file(file) or instead is None else _seen(instead.resolve(), instead.name)
        return replace(one, source=f"{seen(file)}{line}", place=place)

    def fix(one: FixSaid) -> FixSaid:
        edit = replace(one.edit, file=shown(one.edit.file)) if one.edit else None
        return replace(one, place=shown(one.place), edit=edit)

    return replace(
        report,
        fixes=tuple(map(fix, report.fixes)),
        findings=tuple(map(finding, report.findings)),
        waived=tuple(map(finding, report.waived)),
        known=tuple(map(finding, report.known)),
        problems=tuple(replace(problem, path=shown(problem.path)) for problem in report.problems),
    )


def _split(place: str) -> tuple[str, str]:
    """The file, and the rest that says where in it."""
    match = _PLACE.fullmatch(place)
    return (match[1], match[2]) if match else (place, "")


def _seen(path: Path, otherwise: str) -> str:
    """`path` from the current folder, if it is there and below it."""
    try:
        return path.relative_to(Path.cwd()).as_posix() if path.exists() or path.is_symlink() else otherwise
    except (ValueError, OSError):
        return otherwise
