"""The raw table as CSV files: what is wrong with a file as such, and its declared columns as batches of text."""

from __future__ import annotations

import codecs
import csv
import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
from pyarrow import csv as arrow_csv

from landfast_ml.features.columns import Column
from landfast_ml.settings.tables import Data

# Bytes of a file that are read at a time: a batch of rows. A single row must fit into it.
BLOCK = 16 * 2**20
SHOWN = 3


def file_problems(path: Path, columns: Iterable[Column], settings: Data) -> list[str]:
    """What is wrong with a CSV file before its first row is looked at."""
    header, problems = read_header(path)
    if not header:
        return problems
    if len(header) > settings.maximum_columns:
        limit = f"{settings.maximum_columns} are allowed (settings.toml: data.maximum_columns)"
        return [f"{path.name} has {len(header)} columns, {limit}: is it a table of one row per person or thing?"]
    declared = {column.raw_name for column in columns}
    for name in sorted(declared - set(header)):
        near = difflib.get_close_matches(name, set(header) - declared, 1)
        hint = f", but {near[0]}: was it renamed?" if near else ""
        problems.append(f"{path.name}: there is no column {name}{hint}")
    return problems


def not_utf8(path: Path) -> int | None:
    """Position of the first byte that is not UTF-8, or None."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    position = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return position - pending + error.start
            position += len(block)
    return position - len(decoder.getstate()[0]) if decoder.getstate()[0] else None


def read_text(path: Path, names: Mapping[str, str], problems: list[str]) -> Iterator[pa.Table]:
    """Batches of the columns `names` (header -> name) as text. What can't be read is left out, and is in `problems`.

    No message holds a value: a row that can't be read is one of a person too.
    """
    ragged: list[arrow_csv.InvalidRow] = []

    def keep_aside(row: arrow_csv.InvalidRow) -> str:
        ragged.append(row)
        return "skip"

    headers = list(names)
    try:
        reader = arrow_csv.open_csv(
            path,
            # One thread: rows are numbered only then.
            read_options=arrow_csv.ReadOptions(block_size=BLOCK, use_threads=False),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=keep_aside),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=headers, column_types=dict.fromkeys(headers, pa.string()), strings_can_be_null=False
            ),
        )
        for batch in reader:
            yield pa.Table.from_batches([batch]).rename_columns(list(names.values()))
    except pa.ArrowInvalid as error:
        problems.append(f"{path.name} can't be read as CSV: {_reason(error)}")
    if ragged:
        problems.append(_ragged(path.name, ragged))


def _reason(error: pa.ArrowInvalid) -> str:
    if "straddling" in str(error):
        return f"a row is longer than {BLOCK // 2**20} MB: is a quotation mark left open?"
    return "its rows are not those of a CSV file"


def read_header(path: Path) -> tuple[list[str], list[str]]:
    """The header of a CSV file, and what keeps it from being one."""
    if path.stat().st_size == 0:
        return [], [f"{path.name} is empty"]
    position = not_utf8(path)
    if position is not None:
        return [], [f"{path.name} is not UTF-8 at byte {position}: write it anew with that encoding"]
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), [])
    except csv.Error as error:
        return [], [f"{path.name}: the header can't be read: {error}"]
    twice = [name for name, count in Counter(header).items() if count > 1]
    return header, [f"{path.name}: the header has {name or 'an empty name'} twice" for name in twice]


def _ragged(file: str, rows: list[arrow_csv.InvalidRow]) -> str:
    shown = ", ".join(f"row {row.number} has {row.actual_columns}" for row in rows[:SHOWN])
    more = f" and {len(rows) - SHOWN} more rows differ" if len(rows) > SHOWN else ""
    return f"{file}: the header has {rows[0].expected_columns} fields, {shown}{more}"
