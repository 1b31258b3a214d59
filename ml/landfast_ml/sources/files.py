"""The raw table: CSV files in the raw bucket, which a person puts there."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from landfast_ml.environment import Job
from landfast_ml.errors import DataError, UsageError
from landfast_ml.features.raw import file_problems
from landfast_ml.kinds import kind_of


def add(job: Job, path: Path) -> Path:
    """Copy a CSV file into the raw bucket if its header is the declared one; DataError says why not."""
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file")
    problems = file_problems(path, kind_of(job.project).columns_read(job), job.settings.data)
    if problems:
        raise DataError(problems)
    target = job.table / f"{path.stem}.csv"
    if target.exists():
        raise UsageError(f"{target} is already there: remove it, or give the new file another name")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    shutil.copyfile(path, partial)
    os.replace(partial, target)
    return target
