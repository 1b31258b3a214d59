"""What is wrong with the rows of a table: the first of each kind with their lines, and how many there are."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from landfast_ml.contract.problems import Problem
from landfast_ml.table.options import spoken
from landfast_ml.table.words import sum_of

SHOWN = 20
_MANY = 100_000
_NOTE = "take them out: a note is no row; a row that is no note may stand anywhere but at the end"
_KINDS = {"number": "a number", "integer": "an integer", "date": "a day", "boolean": "yes or no"}


@dataclass(slots=True)
class Misfits:
    """Values of a column that are not of its type. `rows` are the first, counted from 1 below the header."""

    type: str
    count: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, row: int) -> None:
        self.count += 1
        if len(self.rows) < SHOWN:
            self.rows.append(row)


@dataclass(slots=True)
class Wrong:
    """`ragged`: (row, fields) of the first rows that are not as wide as the header; `broken`: lines of no character.

    `sums`: (row, its first word) of what adds up the others; `notes`: rows at the end that hold one value; `open`: rows
    that take in others, by a quotation mark that is never closed. `lines` is row of the file -> its physical line.
    """

    width: int = 0
    ragged: list[tuple[int, int]] = field(default_factory=list)
    ragged_count: int = 0
    broken: list[int] = field(default_factory=list)
    broken_count: int = 0
    unreadable: str = ""
    columns: dict[str, Misfits] = field(default_factory=dict)
    skipped: list[int] = field(default_factory=list)
    sums: list[tuple[int, str]] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)

    def add_ragged(self, row: int, fields: int) -> None:
        self.ragged_count += 1
        self.add_ruled(row)
        if len(self.ragged) < SHOWN:
            self.ragged.append((row, fields))

    def add_ruled(self, row: int) -> None:
        """A line that is drawn, or the header once more: no row."""
        if len(self.skipped) < _MANY:
            insort(self.skipped, row)

    def rows(self) -> set[int]:
        """Those that are shown, and whose lines must be found."""
        misfits = {row for found in self.columns.values() for row in found.rows}
        counted = misfits | {row for row, _ in self.sums} | {*self.notes, *self.open}
        return {row for row, _ in self.ragged} | {self.of_file(row) for row in counted}

    def of_file(self, row: int) -> int:
        """Which row of the file it is; those that are not as wide as the header were left out before it was counted."""
        for skipped in self.skipped:
            if skipped > row:
                break
            row += 1
        return row

    def line(self, row: int) -> int:
        return self.lines.get(row, row)

    def problems(self, table: str, encoding: str) -> Iterator[Problem]:
        yield from self.of_rows(table, encoding)
        for header in self.columns:
            yield from self.of_column(table, header)

    def of_rows(self, table: str, encoding: str) -> Iterator[Problem]:
        """What keeps rows from being read."""
        if self.unreadable:
            yield Problem(table, self.unreadable)
        if self.ragged_count:
            fact = f"{self.ragged_count:,} rows have another number of fields than the header"
            shown = _shown([f"line {self.line(row):,} has {fields}" for row, fields in self.ragged], self.ragged_count)
            yield Problem(table, fact, shown, f"{self.width} fields", self._step_of_ragged())
        for row, word in self.sums:
            place = f"line {self.line(self.of_file(row)):,} begins with {word}"
            step = "take it out; a row that is no sum may stand anywhere but at an end"
            yield Problem(table, f"a row {sum_of(word)}", place, next_step=step)
        if self.notes:
            fact = f"{len(self.notes):,} rows at the end hold one value"
            shown = _lines([self.line(self.of_file(row)) for row in self.notes], len(self.notes))
            yield Problem(table, fact, shown, next_step=_NOTE)
        if self.open:
            shown = _lines([self.line(self.of_file(row)) for row in self.open], len(self.open))
            step = "close it, or double the quotation marks that belong to a text"
            yield Problem(table, "a quotation mark is left open, and takes in the rows below it", shown, next_step=step)
        if self.broken_count:
            fact = f"{self.broken_count:,} lines hold bytes that are no character of {encoding}"
            step = "mend them, or name the file's encoding with --read encoding="
            yield Problem(table, fact, _lines(self.broken, self.broken_count), next_step=step)

    def _step_of_ragged(self) -> str:
        if all(fields < self.width for _, fields in self.ragged):
            return "write the separators of fields that are blank, too, or take out notes and sums"
        return "mend them, take out notes and sums, or put fields that hold the separator in quotation marks"

    def of_column(self, table: str, header: str) -> Iterator[Problem]:
        found = self.columns.get(header)
        if found:
            fact = f"{found.count:,} values are not {_KINDS.get(found.type, found.type)}"
            shown = _lines([self.line(self.of_file(row)) for row in found.rows], found.count)
            step = (
                f"mend them, say what stands for no value ({spoken(header, 'missing=WORD')}), or leave the column out"
            )
            yield Problem(f"{table}: {header}", fact, shown, next_step=step)


def _lines(lines: list[int], count: int) -> str:
    return ("line " if count == 1 else "lines ") + _shown([f"{line:,}" for line in lines], count)


def _shown(parts: list[str], count: int) -> str:
    return ", ".join(parts) + (f" and {count - len(parts):,} more" if count > len(parts) else "")
