"""The raw bucket as places that hold data of a subject: this project's table, and those of the projects beside it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast_ml.contract.subjects import UnreadFile
from landfast_ml.environment import Job
from landfast_ml.privacy.identifiers import normal_identifier
from landfast_ml.subjects.identity import Subject
from landfast_ml.subjects.replacing import Unchanged, replacing
from landfast_ml.table.fields import csv_rows
from landfast_ml.table.headers import one_line
from landfast_ml.versions import PENDING


@dataclass(frozen=True, slots=True)
class RawTable:
    """CSV files with the subject's identifier in a column; all columns count, also those that are not declared."""

    name: str
    folder: Path
    column: str

    def find(self, subject: Subject) -> Iterator[dict[str, Any]]:
        for path in csv_files(self.folder):
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                rows = csv_rows(file)
                header = [one_line(title) for title in next(rows, [])]
                at = place_of(header, self.column)
                for row in rows if at is not None else ():
                    if is_of(row, at, subject):
                        yield {"file": path.name, **dict(zip(header, row, strict=False))}

    def erase(self, subject: Subject) -> int:
        return sum(self._erase(path, subject) for path in csv_files(self.folder))

    def _erase(self, path: Path, subject: Subject) -> int:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            rows = csv_rows(file)
            header = next(rows, [])
            at, gone = place_of([one_line(title) for title in header], self.column), 0
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


def raw_tables(job: Job) -> list[RawTable]:
    """Those of other projects of the environment first: a table to score, or of another blueprint, is of the same
    people where it has the same column."""
    column = job.columns.column(job.columns.subject).raw_name
    others = [
        RawTable(f"raw table {folder.name}", folder, column)
        for folder in raw_folders(job)
        if folder != job.table and any(_reached(path, column) for path in csv_files(folder))
    ]
    return [*others, RawTable("raw table", job.table, column)]


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


def place_of(header: list[str], column: str) -> int | None:
    return header.index(column) if column in header else None


def is_of(row: list[str], at: int | None, subject: Subject) -> bool:
    return at is not None and len(row) > at and normal_identifier(row[at], subject.case) == subject.identifier


def raw_folders(job: Job) -> list[Path]:
    """One for each table of the environment that this project sees."""
    return sorted(folder for folder in job.bucket("raw").glob("*/") if folder.is_dir())


def _reached(path: Path, column: str) -> bool:
    """Whether a file has the column of the subject's identifiers."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        return column in [one_line(title) for title in next(csv_rows(file), [])]
