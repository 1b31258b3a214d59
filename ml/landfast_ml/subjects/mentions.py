"""Files of the raw bucket that name a person in a column which is not said to tell whom a row is about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from landfast_ml.contract.columns import Case
from landfast_ml.contract.subjects import UnreadFile
from landfast_ml.environment import Job
from landfast_ml.predictions.tables import remembered
from landfast_ml.privacy.identifiers import normal_identifier
from landfast_ml.subjects.identity import Subject
from landfast_ml.subjects.tables import csv_files, kept_as, raw_folders
from landfast_ml.table.fields import csv_rows
from landfast_ml.table.headers import one_line

# What is measured, true or a day names nobody, though 7 be somebody's number; a whole number may be who brought them.
_MEASURED = ("number", "boolean", "date")


@dataclass(frozen=True, slots=True)
class Mentions:
    """`beside` are of tables that another project may know as its own, and look through."""

    own: tuple[UnreadFile, ...]
    beside: tuple[UnreadFile, ...]


def in_rows_of_others(job: Job, subject: Subject) -> Mentions:
    """Each file, with its columns and how many rows: a person has to look into them."""
    return _found(job, subject.identifier, subject.case, {job.columns.column(job.columns.subject).raw_name})


def in_rows_of_nobody(job: Job, identifier: str) -> Mentions:
    """The same where no column is said to tell whom a row is about: one that was left behind may do so."""
    return _found(job, normal_identifier(identifier, job.columns.case), job.columns.case, set())


def in_predictions(job: Job, subject: Subject) -> list[str]:
    """Tables that `models score` has written for somebody, and that may hold the person though no place reaches the
    rows: each says what to do."""
    reached = {*kept_as(job)}
    return [
        f"{path}: `models score` wrote it: delete it, or look into it by hand"
        for path in remembered(job)
        if path.suffix != ".csv" or _counts(path, subject.identifier, subject.case, reached)
    ]


def _found(job: Job, wanted: str, case: Case, known: set[str]) -> Mentions:
    """`known` are columns that name nobody else in the project's own table."""
    measured = {one.raw_name for one in job.columns.all if one.type in _MEASURED}
    own: list[UnreadFile] = []
    beside: list[UnreadFile] = []
    for folder in raw_folders(job) if wanted else ():
        for path in csv_files(folder):
            counts = _counts(path, wanted, case, known | measured if folder == job.table else known)
            said = ", ".join(f"{header} ({count} rows)" for header, count in counts.items())
            mention = UnreadFile(folder.name, path.name, f"holds the identifier in {said}, which may name the person")
            (own if folder == job.table else beside).extend([mention] if counts else [])
    return Mentions(tuple(own), tuple(beside))


def _counts(path: Path, wanted: str, case: Case, known: set[str]) -> Counter[str]:
    """Header -> rows whose value is the identifier and nothing else."""
    counts: Counter[str] = Counter()
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv_rows(file)
        header = [one_line(title) for title in next(rows, [])]
        for row in rows:
            # Most rows don't have it anywhere: they are told by one look.
            if wanted.casefold() not in "\n".join(row).casefold():
                continue
            for title, cell in zip(header, row, strict=False):
                if title not in known and normal_identifier(cell, case) == wanted:
                    counts[title] += 1
    return counts
