"""Holds a verdict against what was found before, and writes down what is found now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.check import Report
from landfast.check.judge.baseline import accepted, keys_of
from landfast.check.kinds import PLAN
from landfast.core.errors import InputError, Problem

if TYPE_CHECKING:
    from landfast.check.judge.baseline_file import Baseline
    from landfast.jobs.check import CheckRequest


@dataclass(frozen=True, slots=True)
class KnownBefore:
    """What is known before a check: the baseline to hold it against, or the file that takes a new one, and what that
    has now. `part`: what the documents begin with, where only some of them are judged."""

    compared: Baseline | None = None
    file: Path | None = None
    before: Baseline | None = None
    kind: str = ""
    path: str = ""
    part: str = ""

    def said_of(self, report: Report) -> Report:
        """The report with what its reader has to know of the baseline; writes it, if that was asked for.

        Raises: InputError if the file can't be written.
        """
        if self.file is None:
            return report
        from landfast.check.judge.baseline_file import Baseline, write_baseline

        name = self.file.as_posix()
        if self.compared is None:
            write_baseline(self.file, Baseline(self.kind, self.path, keys_of(report)))
            return accepted(report, name, self.before.findings if self.before else {})
        use = report.baseline
        if use is None:
            return report
        stale = tuple(key for key in use.stale if key.document.startswith(self.part))
        return replace(report, baseline=replace(use, file=name, stale=stale))


def known_before(request: CheckRequest, kind: str, judged: Path) -> KnownBefore:
    """Raises: InputError if a baseline can't be read, is another program's, or was written of something else."""
    file = request.baseline or request.write_baseline
    if file is None:
        return KnownBefore()
    if request.baseline and request.write_baseline:
        fact, step = "reads what --write-baseline replaces", "leave out one of them"
        raise InputError([Problem("--baseline", fact, next_step=step)])
    # Here: most checks have none.
    from landfast.check.judge.baseline_file import read_baseline, refuse_foreign, seen_from

    path = "" if kind == PLAN else seen_from(file, judged)
    if request.write_baseline:
        # What stands there and is no baseline is somebody's: it stays.
        before = read_baseline(file) if file.exists() else None
        return KnownBefore(file=file, before=before, kind=kind, path=path)
    compared = read_baseline(file)
    refuse_foreign(file, compared, kind, path)
    return KnownBefore(compared, file, part=f"{request.environment}/" if request.environment else "")
