"""Which of what is judged changed since a revision of git; the rest is looked things up in, and is left out."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.check import Report, Subject
from landfast.check.read.folder import OWN_ENDINGS

if TYPE_CHECKING:
    from landfast.jobs.check import CheckRequest


@dataclass(frozen=True, slots=True)
class Share:
    """`judged` and what stands `beside` it, unchanged since the revision `since`; empty where all of it is judged."""

    judged: Sequence[Subject]
    beside: Sequence[Subject] = ()
    since: str = ""

    def said_of(self, report: Report) -> Report:
        """The report with what was left out."""
        if not self.since:
            return report
        coverage = dataclasses.replace(report.coverage, since=self.since, unchanged=len(self.beside))
        return dataclasses.replace(report, coverage=coverage)


def changed_share(request: CheckRequest, subjects: Sequence[Subject], path: Path, rules: Sequence[Path]) -> Share:
    """What is judged of the subjects at a path, under the rules in some files. A change of the rules or of given values
    reaches all of them.

    Raises: InputError if there is no git, no repository or no such revision.
    """
    if request.since is None:
        return Share(subjects)
    from landfast.core.changes import changed_since  # Here: most checks ask nothing of git's objects.

    given = [*request.values, *rules]
    folder = path if path.is_dir() else path.parent
    found = changed_since(request.since, folder, given, OWN_ENDINGS)
    if found & {file.resolve() for file in given}:
        return Share(subjects, since=request.since)
    base = folder.resolve()
    changed = {file.relative_to(base).as_posix() for file in found if file.is_relative_to(base)}
    reached = [subject.reached_by(changed) for subject in subjects]
    pairs = list(zip(subjects, reached, strict=True))
    judged = [subject for subject, is_reached in pairs if is_reached]
    return Share(judged, [subject for subject, is_reached in pairs if not is_reached], request.since)
