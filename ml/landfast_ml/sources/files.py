"""The raw table: files in the raw bucket, which a person puts there, in plain notation whatever they come as."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.errors import DataError, UsageError
from landfast_ml.features.declared import declared_reading
from landfast_ml.features.raw import header_problems
from landfast_ml.kinds import kind_of
from landfast_ml.privacy.personal import Guess
from landfast_ml.sources.unmarked import unmarked
from landfast_ml.table import reading_for, titles, write_plain


@dataclass(frozen=True, slots=True)
class Added:
    """`read_as` says in one line how the file was read; `unmarked` look personal and are not declared so."""

    path: Path
    rows: int
    read_as: str
    unmarked: tuple[Guess, ...] = ()


def add(job: Job, path: Path, said: Iterable[str] = ()) -> Added:
    """Bring a table into the raw bucket if its header is the declared one.

    `said` are words on how it is read; without any, it is read as `features.yaml` has recorded it.
    Raises: DataError if the header is another; UsageError with every line that can't be read.
    """
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    declared = {column.raw_name: column.type for column in kind_of(job.project).columns_read(job)}
    reading = reading_for(path, declared_reading(job.columns), said)
    problems = header_problems(path.name, titles(reading), declared, job.settings.data)
    if problems:
        raise DataError(problems)
    target = job.table / f"{path.name.split('.')[0]}.csv"
    if target.exists():
        raise UsageError(f"{target} is already there: remove it, or give the new file another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    try:
        rows = write_plain(path, reading, declared, partial)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)
    return Added(target, rows, reading.sentence(), unmarked(target, job.columns.raw))
