"""The table that a person brings: a file here, or a table of BigQuery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from landfast_ml.contract import layout
from landfast_ml.contract.facts import EnvironmentFacts
from landfast_ml.table import Reading, column_name, write_plain

from landfast.core.errors import InputError, Problem
from landfast.core.files import replacing
from landfast.projects.refusing import refusing
from landfast.projects.table.choices import Choices
from landfast.projects.table.infer import Inferred, infer
from landfast.projects.table.reader import Table, read_table


class TableSource(Protocol):
    """A table that can be looked at. `stays_away`: its rows are not brought to this machine."""

    @property
    def stays_away(self) -> bool: ...

    @property
    def choices(self) -> Choices: ...

    @property
    def table_name(self) -> str:
        """What the table is called in a project."""

    def infer(self, area: str) -> Inferred:
        """The declaration, for a residency area. Raises: InputError with every problem of the table or the choices."""

    def place(self, project: Path, facts: EnvironmentFacts, inferred: Inferred) -> Path | None:
        """Bring it into the project's local raw bucket; None if it stays where it is."""


@dataclass(frozen=True, slots=True)
class FileTable:
    """A file here, what the person said of its columns, and of how it is read."""

    file: Path
    choices: Choices
    said: tuple[str, ...] = ()
    stays_away: bool = False

    def infer(self, area: str) -> Inferred:  # noqa: ARG002  # a file is where the person is
        found = read_table(self.file, self.said, self.choices.leave_out)
        return infer(found.profiles, self._completed(found), self.name, reading=found.reading)

    def _completed(self, found: Table) -> Choices:
        """With the columns that never change within a series."""
        choices, titles = self.choices, [profile.title for profile in found.profiles]
        if choices.series not in titles:
            return choices
        from landfast_ml.table import constant_within

        said = choices.named()
        others = [title for title in titles if title not in said]
        with refusing():
            always = constant_within(self.file, found.reading, choices.series, others)
        return replace(choices, known_always=(*choices.known_always, *always))

    @property
    def table_name(self) -> str:
        return column_name(self.name)

    @property
    def name(self) -> str:
        """`people.csv.gz` is people."""
        return self.file.name.split(".")[0] or self.file.stem

    def place(self, project: Path, facts: EnvironmentFacts, inferred: Inferred) -> Path | None:
        """In plain notation, as a raw bucket holds it; git ignores it. Whole or not at all, for this user alone.

        None if it is there: it may have been mended since.
        """
        raw = layout.bucket(layout.local_store(project, facts.environment), facts.buckets["raw"])
        folder = layout.raw_table(raw, inferred.source.declared.table)
        path = folder / f"{column_name(self.name)}.csv"
        if path.is_file():
            return None
        path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        types = {column.raw_name: column.type for column in inferred.source.declared.all}
        reading = inferred.reading or Reading()
        with refusing(), replacing(path, mode=0o600) as partial:
            write_plain(self.file, reading, types, partial)
        return path


@dataclass(frozen=True, slots=True)
class BigQueryTable:
    """`PROJECT.DATASET.TABLE`, and what the person said of its columns."""

    reference: str
    choices: Choices
    stays_away: bool = True

    @property
    def name(self) -> str:
        return self.reference.rsplit(".", maxsplit=1)[-1]

    @property
    def table_name(self) -> str:
        return column_name(self.name)

    def infer(self, area: str) -> Inferred:
        from landfast.check.judge.engine import area as area_of
        from landfast.projects.table.bigquery import profile_bigquery

        profiles = profile_bigquery(self.reference, area_of(area))
        return infer(profiles, self.choices, self.name, origin=self.reference)

    def place(self, project: Path, facts: EnvironmentFacts, inferred: Inferred) -> None:
        """Personal data stays in the cloud: the project's `data import` takes the declared columns, there."""


def table_source(data: Path | None, reference: str, choices: Choices, said: Sequence[str] = ()) -> TableSource | None:
    """None if no table was named. Raises: InputError if columns were named without one."""
    named = (
        choices.named()
        | dict.fromkeys(said, "--read")
        | ({f"{choices.horizon} times": "--horizon"} if choices.horizon else {})
        | ({choices.frequency: "--frequency"} if choices.frequency else {})
    )
    if choices.subject and choices.no_subject:
        step = "say one of them"
        raise InputError([Problem("--subject, --no-subject", "contradict each other", next_step=step)])
    if data is not None and reference:
        step = "name one of them"
        raise InputError([Problem("--data, --from-bigquery", "name two tables", reference, next_step=step)])
    if data is None and not reference:
        alone = {"every row by itself": "--no-subject"} if choices.no_subject else {}
        problems = [
            Problem(option, "needs a table", title, next_step="name it with --data or --from-bigquery")
            for title, option in (named | alone).items()
        ]
        if problems:
            raise InputError(problems)
        return None
    return FileTable(data, choices, tuple(said)) if data is not None else BigQueryTable(reference, choices)


def not_said(choices: Choices, *, series: bool) -> Iterator[Problem]:
    """What has to be said of a table of rows, or of one of series."""
    subject = "name the column of who a row is about, or say --no-subject: every row is by itself"
    steps = {"--target": "name the column that is predicted"}
    if series:
        steps["--series"] = "name the column that names the series"
        steps["--timestamp"] = "name the column with the day of a row"
        if not choices.horizon:
            yield Problem("--horizon", "is missing", next_step="say how many times ahead, such as 28")
    elif not choices.no_subject:
        steps["--subject"] = subject
    said = choices.named().values()
    for option, step in steps.items():
        if option not in said:
            yield Problem(option, "is missing", next_step=step)
