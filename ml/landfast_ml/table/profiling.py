"""Profiles a table in one pass over its rows; a column that turns out to be text is looked at once more."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from landfast_ml.contract.problems import Problem
from landfast_ml.table.batches import line_numbers, text_batches
from landfast_ml.table.faults import TableError
from landfast_ml.table.gathered import Wrong
from landfast_ml.table.profiles import TableProfile
from landfast_ml.table.reading import ColumnReading, Reading
from landfast_ml.table.tally import Tally

_THREADS = 4


def profile(path: Path, reading: Reading) -> TableProfile:
    """What each column holds, from all rows. Memory doesn't grow with them.

    Raises: TableError if the table has no rows, or can't be read on.
    """
    wrong = Wrong()
    tallies = _tallied(path, reading, reading.columns, wrong)
    if wrong.unreadable or not tallies or not tallies[0].rows:
        raise TableError(_nothing_read(path, reading, wrong))
    texts = [replace(tally.column, type="text", missing=()) for tally in tallies if tally.is_text]
    again = {tally.column.name: tally for tally in _tallied(path, reading, texts, Wrong())} if texts else {}
    tallies = [again.get(tally.column.name, tally) for tally in tallies]
    columns = tuple(tally.profile() for tally in tallies)
    wrong.columns = {tally.column.header: tally.misfits for tally in tallies if tally.misfits.count}
    wrong.lines = line_numbers(path, reading, wrong.rows())
    amended = replace(reading, columns=tuple(column.reading for column in columns))
    return TableProfile(path.name, tallies[0].rows, amended, columns, wrong)


def _nothing_read(path: Path, reading: Reading, wrong: Wrong) -> list[Problem]:
    wrong.lines = line_numbers(path, reading, wrong.rows())
    fact = wrong.unreadable or "has a header and no rows"
    problem = Problem(path.name, fact, next_step="name a table with data in it")
    of_rows = list(replace(wrong, unreadable="").of_rows(path.name, reading.encoding))
    return of_rows if of_rows and not wrong.unreadable else [problem, *of_rows]


def _tallied(path: Path, reading: Reading, columns: Sequence[ColumnReading], wrong: Wrong) -> list[Tally]:
    tallies = [Tally.of(column) for column in columns]
    # Arrow lets go of Python's lock while it works.
    with ThreadPoolExecutor(_THREADS) as pool:
        for first, batch in text_batches(path, reading, columns, wrong):
            list(pool.map(lambda tally: tally.add(batch.column(tally.column.name), first), tallies))  # noqa: B023
    return tallies
