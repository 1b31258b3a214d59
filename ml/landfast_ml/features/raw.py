"""The raw table: files in the plain notation of `landfast_ml.table`, their declared columns as batches of text."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa

from landfast_ml.contract.columns import Column
from landfast_ml.settings.tables import Data
from landfast_ml.table import ColumnReading, Reading, TableError, plain_reading
from landfast_ml.table.batches import header_of, line_numbers, text_batches
from landfast_ml.table.gathered import Wrong
from landfast_ml.table.headers import one_line


def file_problems(path: Path, columns: Iterable[Column], settings: Data) -> list[str]:
    """What is wrong with a file of the raw bucket before its first row is looked at."""
    header, problems = read_header(path)
    if not header:
        return problems
    problems += header_problems(path.name, header, [column.raw_name for column in columns], settings)
    if len(header) == 1 and problems:
        problems.append(f"{path.name} is not separated by commas: `data add FILE` reads a table of any separator")
    return problems


def header_problems(name: str, header: Iterable[str], declared: Iterable[str], settings: Data) -> list[str]:
    """Of the titles of any table, against those that are declared."""
    found, wanted = set(header), set(declared)
    if len(found) > settings.maximum_columns:
        limit = f"{settings.maximum_columns} are allowed (settings.toml: data.maximum_columns)"
        return [f"{name} has {len(found)} columns, {limit}: is it a table of one row per person or thing?"]
    problems = []
    for title in sorted(wanted - found):
        near = difflib.get_close_matches(title, found - wanted, 1)
        hint = f", but {near[0]}: was it renamed?" if near else ""
        problems.append(f"{name}: there is no column {title}{hint}")
    return problems


def read_text(path: Path, names: Mapping[str, str], problems: list[str]) -> Iterator[pa.Table]:
    """Batches of the columns `names` (header -> name) as text. What can't be read is left out, and is in `problems`.

    No message holds a value: a row that can't be read is one of a person too.
    """
    columns = [ColumnReading(header, name) for header, name in names.items()]
    reading, wrong = Reading(encoding="utf-8-sig", columns=tuple(columns)), Wrong()
    for _, batch in text_batches(path, reading, columns, wrong):
        yield pa.Table.from_batches([batch])
    wrong.lines = line_numbers(path, reading, wrong.rows())
    problems += [str(problem) for problem in wrong.problems(path.name, "utf-8")]


def read_header(path: Path) -> tuple[list[str], list[str]]:
    """The header of a file, and what keeps it from being one."""
    if path.stat().st_size == 0:
        return [], [f"{path.name} is empty"]
    try:
        titles, _ = header_of(path, plain_reading([]))
    except TableError as error:
        return [], [str(problem) for problem in error.problems]
    header = [one_line(title) for title in titles]
    if any("\ufffd" in title for title in header):
        return [], [f"{path.name}: the header is not UTF-8: `data add FILE` reads a table of any encoding"]
    twice = [name for name, count in Counter(header).items() if count > 1]
    problems = [f"{path.name}: the header has {name or 'an empty name'} twice" for name in twice]
    return header, problems if header else [f"{path.name} is empty"]
