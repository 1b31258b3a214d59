"""Parquet files and sheets of workbooks, as batches of the same kind as a CSV file's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from landfast_ml.contract.problems import Problem
from landfast_ml.table.between import Between
from landfast_ml.table.faults import TableError
from landfast_ml.table.gathered import Wrong
from landfast_ml.table.reading import ColumnReading, Reading
from landfast_ml.table.workbooks import filled_rows, lasting, sheet_rows

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

_ROWS = 50_000


def sheet_batches(
    path: Path, reading: Reading, columns: Sequence[ColumnReading], wrong: Wrong
) -> Iterator[tuple[int, pa.RecordBatch]]:
    from landfast_ml.table.batches import places

    if reading.format == "parquet":
        yield from _parquet_batches(path, reading, columns)
        return
    import pyarrow as pa

    cells = sheet_rows(path, reading.member)[reading.above :]
    titles = cells[0] if reading.titled and cells else []
    at = places(titles, columns, path.name, reading)
    wrong.width = len(titles)
    rows = filled_rows(cells[reading.titled :], wrong)
    between = Between(titles, wrong)
    first = 1
    while chunk := list(islice(rows, _ROWS)):
        every = [pa.array(column, pa.string()) for column in zip(*chunk, strict=True)]
        kept = between.rows(every, first)
        arrays = [every[place] if kept is None else every[place].filter(kept) for place in at]
        yield first, pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])
        first += len(arrays[0])
    between.ended()


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
    at = places(titles, columns, path.name, reading)
    # Of titles that stand twice Arrow gives none by its name.
    wanted = None if len(set(titles)) < len(titles) else list(dict.fromkeys(titles[place] for place in at))
    first = 1
    try:
        for batch in file.iter_batches(_ROWS, columns=wanted):
            arrays = [as_texts(batch.column(titles[place] if wanted else place)) for place in at]
            yield first, pa.RecordBatch.from_arrays(arrays, names=[column.name for column in columns])
            first += batch.num_rows
    except (pa.ArrowException, OSError):
        raise TableError([Problem(path.name, "is a damaged Parquet file", next_step="write it again")]) from None


def is_value(of: pa.DataType) -> bool:
    """Whether an array of this type holds one value a row: no lists, records or bytes."""
    import pyarrow as pa

    if pa.types.is_dictionary(of):
        return is_value(of.value_type)
    binary = pa.types.is_binary(of) or pa.types.is_large_binary(of) or pa.types.is_fixed_size_binary(of)
    return not (pa.types.is_nested(of) or binary or isinstance(of, pa.BaseExtensionType))


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
    if pa.types.is_duration(values.type):
        seconds = values.cast(pa.duration("ns")).cast(pa.int64()).to_pylist()
        return pa.array(["" if one is None else lasting(round(one / 1e9)) for one in seconds], pa.string())
    return pc.fill_null(values.cast(pa.string()), "")
