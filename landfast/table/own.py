"""The table that a person brings: a CSV file here, or a table of BigQuery."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from blueprints import EnvironmentFacts
from landfast.table.infer import Choices, Inferred, column_name, infer
from landfast.table.reader import profile_csv
from modules.errors import InputError, Problem


@dataclass(frozen=True, slots=True)
class OwnTable:
    """`file` is a CSV file; `choices` is what the person said of its columns."""

    file: Path
    choices: Choices

    def infer(self) -> Inferred:
        """Raises: InputError with every problem of the file, or of the choices."""
        return infer(profile_csv(self.file), self.choices, self.file.stem, "csv")

    def place(self, project: Path, facts: EnvironmentFacts, table: str) -> Path:
        """A copy in the project's local raw bucket, which git ignores; whole or not at all, for this user alone."""
        path = project / ".local" / facts.environment / facts.buckets.raw / table / f"{column_name(self.file.stem)}.csv"
        path.parent.mkdir(parents=True, mode=0o700)
        partial = path.with_suffix(".partial")
        with self.file.open("rb") as source, os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as copy:
            shutil.copyfileobj(source, copy)
        partial.replace(path)
        return path


def own_table(data: Path | None, choices: Choices) -> OwnTable | None:
    """None if no table was named. Raises: InputError if columns were named without one, or not enough of them."""
    named = choices.named()
    if data is None:
        problems = [
            Problem(o, "says something of a table", t, next_step="name it with --data") for t, o in named.items()
        ]
        if problems:
            raise InputError(problems)
        return None
    missing = [option for option in ("--target", "--subject") if option not in named.values()]
    steps = {"--target": "name the column that is predicted", "--subject": "name the column of who a row is about"}
    if missing:
        raise InputError(Problem(option, "is missing", next_step=steps[option]) for option in missing)
    return OwnTable(data, choices)
