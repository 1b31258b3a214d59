"""The plain notation, in which a raw bucket keeps any table: CSV, UTF-8, commas, dots, days of ISO 8601."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from landfast_ml.table.faults import TableError
from landfast_ml.table.reading import ColumnReading, Reading


def titles(reading: Reading) -> list[str]:
    """What each column is called in the plain notation: its header, or its name if that is empty or taken."""
    taken: set[str] = set()
    found = []
    for column in reading.columns:
        title = column.name if column.header in taken or not column.header else column.header
        taken.add(title)
        found.append(title)
    return found


def plain_reading(headers: Iterable[str]) -> Reading:
    """How a file in plain notation is read: every column as text."""
    return Reading(encoding="utf-8-sig", columns=tuple(ColumnReading(header, header) for header in headers))


def reading_for(path: Path, recorded: Reading | None, said: Iterable[str] = (), ignored: Iterable[str] = ()) -> Reading:
    """As the project has recorded it, if the file's header is that of its tables; else as it is detected.

    `said` are words of `Options.parse`: then it is detected, with them. Raises: TableError.
    """
    from landfast_ml.table.detecting import detect
    from landfast_ml.table.options import Options

    words = list(said)
    options = Options.parse(words, ignored)
    again = recorded_for(path, recorded) if recorded is not None and not words else None
    return detect(path, options) if again is None else again


def recorded_for(path: Path, recorded: Reading) -> Reading | None:
    """As was recorded, if the file has its format and its columns; further columns are texts.

    Raises: TableError if it is no table at all.
    """
    from landfast_ml.table.batches import header_of, places
    from landfast_ml.table.opened import package

    found = package(path)
    if found.format != recorded.format:
        return None
    reading = replace(recorded, compression=found.compression, member=found.member or recorded.member)
    header = header_of(path, reading)[0] if found.format == "csv" else as_found(path, reading.member).headers
    try:
        places(header, reading.columns, path.name, reading)
    except TableError:
        return None
    return _with_others(reading, header) if reading.titled else reading


def _with_others(reading: Reading, header: Iterable[str]) -> Reading:
    from landfast_ml.table.headers import titles_and_names

    known = {(column.header, column.name): column for column in reading.columns}
    taken = {column.name for column in reading.columns}
    columns = []
    for title, name in titles_and_names(list(header)):
        again = known.get((title, name))
        # A name that an edited declaration has taken is not given twice.
        other = ColumnReading(title, f"{name}_undeclared" if name in taken else name)
        columns.append(again or other)
    missing = [column for column in reading.columns if column not in columns]
    by_header = {column.header: column for column in missing}
    return replace(reading, columns=tuple(by_header.get(column.header, column) for column in columns))


def as_found(path: Path, member: str | None = None) -> Reading:
    """A Parquet file or a sheet as it is: every column as text, no guess. Raises: TableError."""
    from landfast_ml.table.headers import one_line
    from landfast_ml.table.opened import package
    from landfast_ml.table.options import Options
    from landfast_ml.table.sampling import sample

    found = sample(path, package(path), Options(titled=True, member=member))
    headers = [one_line(title) for title in found.titles]
    return replace(found.reading, columns=tuple(ColumnReading(header, header) for header in headers))


def write_plain(path: Path, reading: Reading, types: Mapping[str, str], out: Path) -> int:
    """Write all columns in plain notation; returns how many rows. `types`: title -> type of those that are declared.

    The others are copied as texts. Raises: TableError with every line that is wrong; `out` is of no use then.
    """
    import pyarrow as pa
    from pyarrow import csv

    from landfast_ml.table.typed_rows import plain_rows

    named = dict(zip(titles(reading), reading.columns, strict=True))
    wanted = {column.name: types.get(title, "text") for title, column in named.items()}
    unlisted = tuple(
        column if title in types else replace(column, type="text", missing=()) for title, column in named.items()
    )
    schema = pa.schema([(title, pa.string()) for title in named])
    count = 0
    with csv.CSVWriter(out, schema) as writer:
        for batch in plain_rows(path, replace(reading, columns=unlisted), wanted, refuse=True):
            writer.write_batch(pa.RecordBatch.from_arrays(batch.columns, schema=schema))
            count += batch.num_rows
    return count
