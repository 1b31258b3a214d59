"""Tables as places that hold data of a subject: raw ones, of this project and of those beside it, and predictions."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast_ml.contract.subjects import UnreadFile
from landfast_ml.environment import Job
from landfast_ml.predictions.tables import remembered
from landfast_ml.privacy.identifiers import normal_identifier
from landfast_ml.subjects.identity import Subject
from landfast_ml.subjects.replacing import Unchanged, replacing
from landfast_ml.table.fields import csv_rows
from landfast_ml.table.headers import one_line
from landfast_ml.versions import PENDING


@dataclass(frozen=True, slots=True)
class SubjectTables:
    """CSV files with the subject's identifier in a column; all columns count, also those that are not declared.

    `columns` are what it may be called; a file that has none of them holds nobody.
    """

    name: str
    files: tuple[Path, ...]
    columns: tuple[str, ...]

    def find(self, subject: Subject) -> Iterator[dict[str, Any]]:
        for path in self.files:
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                rows = csv_rows(file)
                header = [one_line(title) for title in next(rows, [])]
                at = place_of(header, self.columns)
                for row in rows if at is not None else ():
                    if is_of(row, at, subject):
                        yield {"file": path.name, **dict(zip(header, row, strict=False))}

    def erase(self, subject: Subject) -> int:
        return sum(self._erase(path, subject) for path in self.files)

    def _erase(self, path: Path, subject: Subject) -> int:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            rows = csv_rows(file)
            header = next(rows, [])
            at, gone = place_of([one_line(title) for title in header], self.columns), 0
            if at is None:
                return 0
            with replacing(path) as written:
                writer = csv.writer(written, lineterminator="\n")
                writer.writerow(header)
                for row in rows:
                    if is_of(row, at, subject):
                        gone += 1
                    else:
                        writer.writerow(row)
                if not gone:
                    raise Unchanged
        return gone


def raw_tables(job: Job) -> list[SubjectTables]:
    """Those of other projects of the environment first: a table to score, or of another blueprint, is of the same
    people where it has the same column."""
    column = job.columns.column(job.columns.subject).raw_name
    beside = {folder: tuple(csv_files(folder)) for folder in raw_folders(job) if folder != job.table}
    others = [
        SubjectTables(f"raw table {folder.name}", files, (column,))
        for folder, files in beside.items()
        if any(_reached(path, column) for path in files)
    ]
    return [*others, SubjectTables("raw table", tuple(csv_files(job.table)), (column,))]


def tables_of_predictions(job: Job) -> list[SubjectTables]:
    """What `models score` wrote for somebody, where it stands still, with whom each row is about under either name."""
    files = tuple(path for path in remembered(job) if path.suffix == ".csv")
    return [SubjectTables("tables of predictions", files, kept_as(job))] if files else []


def kept_as(job: Job) -> tuple[str, str]:
    """How `models score --keep` writes the column of the subject's identifiers: by its header, or its declared name."""
    column = job.columns.column(job.columns.subject)
    return column.raw_name, column.name


def unread(job: Job) -> list[UnreadFile]:
    """Files of the raw bucket in which nobody can be looked for, each with the reason."""
    column = job.columns.column(job.columns.subject).raw_name
    found = []
    for folder in raw_folders(job):
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != PENDING):
            name = path.relative_to(folder).as_posix()
            if path.parent != folder or path.suffix != ".csv":
                found.append(UnreadFile(folder.name, name, "no CSV file of a table"))
            elif not _reached(path, column):
                found.append(UnreadFile(folder.name, name, f"no column {column}"))
    return found


def csv_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.csv"))


def place_of(header: list[str], columns: Sequence[str]) -> int | None:
    return next((header.index(column) for column in columns if column in header), None)


def is_of(row: list[str], at: int | None, subject: Subject) -> bool:
    return at is not None and len(row) > at and normal_identifier(row[at], subject.case) == subject.identifier


def raw_folders(job: Job) -> list[Path]:
    """One for each table of the environment that this project sees."""
    return sorted(folder for folder in job.bucket("raw").glob("*/") if folder.is_dir())


def _reached(path: Path, column: str) -> bool:
    """Whether a file has the column of the subject's identifiers."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return column in [one_line(title) for title in next(csv_rows(file), [])]
