"""The rows of a table, as it is read: typed, or in one plain notation; a batch at a time, whatever the file's size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc

from landfast_ml.table.batches import line_numbers, text_batches
from landfast_ml.table.convert import ARROW, Converter, Plain, typed
from landfast_ml.table.faults import TableError
from landfast_ml.table.gathered import Misfits, Wrong
from landfast_ml.table.reading import ColumnReading, Reading, ValueType

# What a project declares -> how the file's texts are read for it.
_READ_AS = {"time": "date", "integer": "number", "category": "text"}
Wanted = Mapping[str, str] | Iterable[str]


def rows(path: Path, reading: Reading, columns: Wanted, wrong: Wrong | None = None) -> Iterator[pa.RecordBatch]:
    """Typed values: float64, int64, bool, timestamp[us] (a time with a zone is UTC), string; null for no value.

    `columns`: name or header -> `number`, `integer`, `boolean`, `date`, `category` or `text`; without types, as they
    were found. The batches name the columns as they are named here.
    Raises: TableError at the end, with every line that is wrong; given a `wrong`, it is put there instead.
    """
    wanted = _wanted(reading, columns)
    for batch, found in _read(path, reading, wanted, wrong):
        arrays = [typed(one, ARROW[type_]) for one, (_, type_) in zip(found, wanted.values(), strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, names=batch)


def plain_rows(
    path: Path, reading: Reading, columns: Wanted, wrong: Wrong | None = None, *, refuse: bool = False
) -> Iterator[pa.RecordBatch]:
    """The same as texts: numbers with a dot, days and times of ISO 8601, true or false; null for no value.

    A value that is not of its type is left as it is, for who reads on to judge; with `refuse` it is wrong here.
    """
    for batch, found in _read(path, reading, _wanted(reading, columns), wrong, judged=refuse):
        yield pa.RecordBatch.from_arrays([one.texts for one in found], names=batch)


def _wanted(reading: Reading, columns: Wanted) -> dict[str, tuple[ColumnReading, str]]:
    """Name asked for -> (how it is read, as what it is wanted). Raises: KeyError."""
    types = columns if isinstance(columns, Mapping) else {name: reading.column(name).type for name in columns}
    return {name: (read_as(reading.column(name), type_), type_) for name, type_ in types.items()}


def read_as(column: ColumnReading, type_: str) -> ColumnReading:
    """A column read for a declared type, which a person may have changed after it was found."""
    wanted = _READ_AS.get(type_, type_)
    if wanted == column.type:
        return column
    usual = {"date": "YYYY-MM-DD"} if wanted == "date" else {}
    words = {"true": _TRUE, "false": _FALSE} if wanted == "boolean" else {}
    return replace(column, type=cast("ValueType", wanted), **{**usual, **words})  # type: ignore[arg-type]


_TRUE = ("true", "yes", "t", "y", "1", "1.0")
_FALSE = ("false", "no", "f", "n", "0", "0.0")


def _read(
    path: Path,
    reading: Reading,
    wanted: Mapping[str, tuple[ColumnReading, str]],
    wrong: Wrong | None,
    judged: bool = True,
) -> Iterator[tuple[list[str], list[Plain]]]:
    found = Wrong() if wrong is None else wrong
    converters = {name: Converter(column) for name, (column, _) in wanted.items()}
    asked = [column for column, _ in wanted.values()]
    for first, batch in text_batches(path, reading, asked, found):
        values = [converter.plain(batch.column(at)) for at, converter in enumerate(converters.values())]
        if judged:
            values = [
                _whole(one) if t == "integer" else one for one, (_, t) in zip(values, wanted.values(), strict=True)
            ]
            for one, (column, type_) in zip(values, wanted.values(), strict=True):
                note_misfits(found, column, type_, one.misfits, first)
        yield list(wanted), values
    found.lines = line_numbers(path, reading, found.rows())
    problems = list(found.problems(path.name, reading.encoding))
    if wrong is None and problems:
        raise TableError(problems)


def _whole(plain: Plain) -> Plain:
    """Numbers with a fraction are no integers."""
    numbers = typed(plain, pa.float64())
    broken = pc.fill_null(pc.not_equal(numbers, pc.round(numbers)), False)
    if not pc.any(broken, min_count=0).as_py():
        return plain
    return Plain(plain.texts, broken if plain.misfits is None else pc.or_(plain.misfits, broken))


def note_misfits(wrong: Wrong, column: ColumnReading, type_: str, misfits: pa.BooleanArray | None, first: int) -> None:
    if misfits is not None:
        found = wrong.columns.setdefault(column.header, Misfits(type_))
        for at in pc.indices_nonzero(misfits).to_pylist():
            found.add(first + at)
