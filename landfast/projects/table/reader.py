"""A table in a file here, as the library reads it: the same as in the project that is made for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.core.errors import InputError, Problem
from landfast.projects.refusing import ours, refusing
from landfast.projects.table.profile import Profile

if TYPE_CHECKING:
    from landfast_ml.table import ColumnProfile, Reading, TableProfile

COLUMNS = 1_000
_NESTED = "lists, records or bytes, not one value a row"


@dataclass(frozen=True, slots=True)
class Table:
    """What its columns hold, and how it was read."""

    profiles: tuple[Profile, ...]
    reading: Reading


def read_table(path: Path, said: Sequence[str] = (), ignored: Sequence[str] = ()) -> Table:
    """A profile of each column, from all rows. `said` are words on how it is read (`separator=semicolon`).

    Raises: InputError with every problem of the file, or with both readings of what can be read in two ways, but of the
    columns that are `ignored`.
    """
    from landfast_ml.table import Options, detect, profile

    with refusing():
        reading = detect(path, Options.parse(said, ignored))
        _check_width(path, reading)
        found = profile(path, reading)
    broken = ours(found.problems(used=()))
    if broken:
        raise InputError(broken)
    return Table(profiles_of(found), found.reading)


def profiles_of(found: TableProfile) -> tuple[Profile, ...]:
    from landfast_ml.table import titles

    return tuple(
        _profile(title, column, ours(found.wrong.of_column(found.table, column.header)))
        for title, column in zip(titles(found.reading), found.columns, strict=True)
    )


def _check_width(path: Path, reading: Reading) -> None:
    if len(reading.columns) > COLUMNS:
        step = "keep the columns that the purpose needs (GDPR Art. 5(1)(c))"
        count = f"{len(reading.columns):,}"
        raise InputError([Problem(path.name, "has too many columns", count, f"{COLUMNS:,} at most", step)])


def _profile(title: str, column: ColumnProfile, problems: list[Problem]) -> Profile:
    reading = column.reading
    return Profile(
        title=title,
        name=column.name,
        type=_type(column),
        rows=column.rows,
        blank=column.missing,
        longest=column.longest,
        words=column.words,
        distinct=column.distinct,
        many=column.many,
        repeats=column.repeats,
        true=reading.true[0] if reading.true else "true",
        false=(reading.false[0] or "a blank") if reading.false else "false",
        looks=_NESTED if reading.type == "nested" else column.looks,
        misread=column.misread,
        problems=problems,
        minimum=column.minimum if isinstance(column.minimum, float) else None,
        one_month=column.one_month,
    )


def _type(column: ColumnProfile) -> str:
    if column.reading.type == "number":
        return "boolean" if column.kind == "boolean" else "integer" if column.whole else "number"
    return "text" if column.reading.type == "nested" else column.reading.type
