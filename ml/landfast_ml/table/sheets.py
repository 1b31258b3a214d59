"""Parquet files and Excel sheets, as batches of the same kind as a CSV file's."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from landfast_ml.contract.problems import Problem
from landfast_ml.table.dialect import are_titles
from landfast_ml.table.faults import TableError
from landfast_ml.table.reading import ColumnReading, Reading

if TYPE_CHECKING:
    import pyarrow as pa
    import python_calamine
    from pyarrow import parquet

_ROWS = 50_000
_ABOVE = 20
Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta


def sheet_batches(
    path: Path, reading: Reading, columns: Sequence[ColumnReading]
) -> Iterator[tuple[int, pa.RecordBatch]]:
    from landfast_ml.table.batches import places

    if reading.format == "parquet":
        yield from _parquet_batches(path, reading, columns)
        return
    import pyarrow as pa

    rows = iter(sheet_rows(path, reading.member)[reading.above :])
    titles = next(rows, []) if reading.titled else []
    at = places(titles, columns, path.name, reading)
    first = 1
    while chunk := list(islice(rows, _ROWS)):
        arrays = [pa.array([row[place] for row in chunk], pa.string()) for place in at]
        yield first, pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])
        first += len(chunk)


def open_parquet(path: Path) -> parquet.ParquetFile:
    """Raises: TableError if it is damaged."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.ParquetFile(path)
    except (pa.ArrowException, OSError):
        raise TableError([Problem(path.name, "is a damaged Parquet file", next_step="write it again")]) from None


def _parquet_batches(
    path: Path, reading: Reading, columns: Sequence[ColumnReading]
) -> Iterator[tuple[int, pa.RecordBatch]]:
    import pyarrow as pa

    from landfast_ml.table.batches import places

    file = open_parquet(path)
    titles = file.schema_arrow.names
    at = [titles[place] for place in places(titles, columns, path.name, reading)]
    first = 1
    try:
        for batch in file.iter_batches(_ROWS, columns=list(dict.fromkeys(at))):
            arrays = [as_texts(batch.column(title)) for title in at]
            yield first, pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])
            first += batch.num_rows
    except (pa.ArrowException, OSError):
        raise TableError([Problem(path.name, "is a damaged Parquet file", next_step="write it again")]) from None


def is_value(of: pa.DataType) -> bool:
    """Whether an array of this type holds one value a row: no lists, records or bytes."""
    import pyarrow as pa

    if pa.types.is_dictionary(of):
        return is_value(of.value_type)
    return not (pa.types.is_nested(of) or pa.types.is_binary(of) or pa.types.is_large_binary(of))


def as_texts(values: pa.Array) -> pa.StringArray:
    """Of any array, as a CSV file with dots and ISO days would have it; nulls are empty; what is nested is empty."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    if not is_value(values.type):
        return pa.array([""] * len(values), pa.string())
    if pa.types.is_timestamp(values.type) and values.type.tz:
        values = values.cast(pa.timestamp(values.type.unit, "UTC"))
    return pc.fill_null(values.cast(pa.string()), "")


def sheet_rows(path: Path, name: str) -> list[list[str]]:
    """All rows of a sheet as texts. Raises: TableError if the file is damaged."""
    import python_calamine

    try:
        sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(name)
        return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(path, error) from None


def sheet_named(path: Path, said: str | None) -> str:
    """The one sheet that holds a table. Raises: TableError if there is none, or several and none is named."""
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        if said in workbook.sheet_names:
            return said
        full = [name for name in workbook.sheet_names if _has_rows(workbook, name)]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(path, error) from None
    if len(full) == 1 and said is None:
        return full[0]
    step = "name one with --read 'sheet=NAME'" if full else "name a table with a header and rows"
    fact = f"has no sheet {said}" if said else f"has {len(full)} sheets with rows"
    raise TableError([Problem(path.name, fact, ", ".join(full[:8]), "1 table", step)])


def _has_rows(workbook: python_calamine.CalamineWorkbook, name: str) -> bool:
    return any(any(cell != "" for cell in row) for row in workbook.get_sheet_by_name(name).to_python())


def _damaged(path: Path, error: Exception) -> TableError:
    fact = f"is no workbook that can be read ({' '.join(str(error).split()):.80})"
    return TableError([Problem(path.name, fact, next_step="save it as .xlsx or CSV, without a password")])


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else str(cell)


def rows_above(rows: Sequence[Sequence[str]]) -> int:
    """Rows over the header, which is the first row as full as most."""
    full = Counter(sum(bool(cell.strip()) for cell in row) for row in rows[:300])
    full.pop(0, None)
    if not full:
        return 0
    usual = max(full, key=lambda count: (full[count], count))
    first = (at for at, row in enumerate(rows[:_ABOVE]) if sum(bool(cell.strip()) for cell in row) >= min(usual, 2))
    at = next(first, 0)
    # Of two rows of titles the first has blanks, where cells were one.
    return at + 1 if not all(map(str.strip, rows[at])) and are_titles(rows[: at + 60], at + 1) else at
