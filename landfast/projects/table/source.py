"""The table that a person brings: a CSV file here, or a table of BigQuery."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from landfast.blueprints import EnvironmentFacts
from landfast.core.errors import InputError, Problem
from landfast.core.files import replacing
from landfast.projects.table.infer import Choices, Inferred, column_name, infer
from landfast.projects.table.reader import profile_csv


class TableSource(Protocol):
    """A table that can be looked at. `stays_away`: its rows are not brought to this machine."""

    @property
    def stays_away(self) -> bool: ...

    def infer(self, area: str) -> Inferred:
        """The declaration, for a residency area. Raises: InputError with every problem of the table or the choices."""

    def place(self, project: Path, facts: EnvironmentFacts, table: str) -> Path | None:
        """Bring it into the project's local raw bucket; None if it stays where it is."""


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A file here, and what the person said of its columns."""

    file: Path
    choices: Choices
    stays_away: bool = False

    def infer(self, area: str) -> Inferred:  # noqa: ARG002  # a file is where the person is
        return infer(profile_csv(self.file), self.choices, self.file.stem)

    def place(self, project: Path, facts: EnvironmentFacts, table: str) -> Path:
        """A copy that git ignores; whole or not at all, for this user alone."""
        path = project / ".local" / facts.environment / facts.buckets.raw / table / f"{column_name(self.file.stem)}.csv"
        path.parent.mkdir(parents=True, mode=0o700)
        with replacing(path, mode=0o600) as partial:
            shutil.copyfile(self.file, partial)
        return path


@dataclass(frozen=True, slots=True)
class BigQueryTable:
    """`PROJECT.DATASET.TABLE`, and what the person said of its columns."""

    reference: str
    choices: Choices
    stays_away: bool = True

    def infer(self, area: str) -> Inferred:
        from landfast.check.judge.engine import area as area_of
        from landfast.projects.table.bigquery import profile_bigquery

        profiles = profile_bigquery(self.reference, area_of(area))
        return infer(profiles, self.choices, self.reference.rsplit(".", maxsplit=1)[-1], origin=self.reference)

    def place(self, project: Path, facts: EnvironmentFacts, table: str) -> None:
        """Personal data stays in the cloud: the project's `data import` takes the declared columns, there."""


def table_source(data: Path | None, reference: str, choices: Choices) -> TableSource | None:
    """None if no table was named. Raises: InputError if columns were named without one, or not enough of them."""
    named = choices.named()
    if data is not None and reference:
        step = "name one of them"
        raise InputError([Problem("--data, --from-bigquery", "name two tables", reference, next_step=step)])
    if data is None and not reference:
        problems = [
            Problem(option, "needs a table", title, next_step="name it with --data or --from-bigquery")
            for title, option in named.items()
        ]
        if problems:
            raise InputError(problems)
        return None
    missing = [option for option in ("--target", "--subject") if option not in named.values()]
    steps = {"--target": "name the column that is predicted", "--subject": "name the column of who a row is about"}
    if missing:
        raise InputError(Problem(option, "is missing", next_step=steps[option]) for option in missing)
    return CsvTable(data, choices) if data is not None else BigQueryTable(reference, choices)
