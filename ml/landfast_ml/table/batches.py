"""The columns of a table as batches of text, whatever its format: what every other part of the reader stands on."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from landfast_ml.contract.problems import Problem
from landfast_ml.table.between import LOOKED_AT, Between
from landfast_ml.table.dialect import FORMULA, LONGEST, NOTHING, is_rule, parsed
from landfast_ml.table.faults import TableError
from landfast_ml.table.gathered import Wrong
from landfast_ml.table.headers import one_line
from landfast_ml.table.opened import Package, unpacked
from landfast_ml.table.reading import ColumnReading, Reading
from landfast_ml.table.streams import Recoded
from landfast_ml.table.swallowed import Swallowed

if TYPE_CHECKING:
    import pyarrow as pa

_TITLES = 1 << 22
# What SAP draws around a list.
_RULE = re.compile(r"[-_=+| ]{3,}")


def text_batches(
    path: Path, reading: Reading, columns: Sequence[ColumnReading], wrong: Wrong
) -> Iterator[tuple[int, pa.RecordBatch]]:
    """(row of the first, texts of the columns, by name). Rows are counted from 1 below the header.

    Those of another width are neither given nor counted. What is wrong is in `wrong`, once all is read.
    Raises: TableError if there is no such file or column.
    """
    if reading.format == "csv":
        yield from _csv(path, reading, columns, wrong)
    else:
        from landfast_ml.table.sheets import sheet_batches

        yield from sheet_batches(path, reading, columns, wrong)


def package_of(reading: Reading) -> Package:
    return Package(reading.format, reading.compression, reading.member)


def header_of(path: Path, reading: Reading) -> tuple[list[str], int]:
    """Titles as the file has them, and how many physical lines stand above the first row."""
    with unpacked(path, package_of(reading)) as file:
        recoded = Recoded(file, reading.encoding, reading.above, reading.separator)
        text = recoded.read(_TITLES).decode("utf-8", errors="replace")
    rows = parsed(io.StringIO(text, newline=""), reading.separator, reading.quote, reading.escape)
    line, titles = next(rows, (0, []))
    below, ruled = next(rows, (0, [])) if reading.titled else (0, [])
    line = below if is_rule(ruled) else line
    return titles, reading.above + line if reading.titled else reading.above


def places(titles: Sequence[str], columns: Sequence[ColumnReading], table: str, reading: Reading) -> list[int]:
    """Where each column is. Columns are found by their titles: a later export may have them in another order."""
    if not reading.titled:
        return [reading.columns.index(column) for column in columns]
    found: dict[tuple[str, int], int] = {}
    seen: Counter[str] = Counter()
    for at, title in enumerate(map(one_line, titles)):
        found[title, seen[title]] = at
        seen[title] += 1
    wanted = [(column, _which(column, reading)) for column in columns]
    missing = [column.header for column, which in wanted if (column.header, which) not in found]
    if missing:
        raise TableError(Problem(table, "there is no column", title, _near(title, seen)) for title in missing)
    return [found[column.header, which] for column, which in wanted]


def _which(column: ColumnReading, reading: Reading) -> int:
    """0 for the first column of its title, 1 for the second ..."""
    same = [other.name for other in reading.columns if other.header == column.header]
    return same.index(column.name) if column.name in same else 0


def _near(title: str, titles: Counter[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(title, titles, 1)
    return f"there is {near[0]}: was it renamed?" if near else f"there are: {', '.join(list(titles)[:20])}"


def _csv(
    path: Path, reading: Reading, columns: Sequence[ColumnReading], wrong: Wrong
) -> Iterator[tuple[int, pa.RecordBatch]]:
    import pyarrow as pa

    titles, skip = header_of(path, reading)
    if not titles:
        raise TableError([Problem(path.name, "has no header", next_step="name a table with a header and rows")])
    titles = _as_wide(titles, reading)
    at = places(titles, columns, path.name, reading)
    wrong.width = len(titles)
    between = Between(titles if reading.titled else (), wrong)
    with unpacked(path, package_of(reading)) as file:
        recoded = Recoded(file, reading.encoding, skip, reading.separator)
        names = [column.name for column in columns]
        for first, arrays in _arrow(recoded, reading, at, wrong, between):
            yield first, pa.RecordBatch.from_arrays(arrays, names=names)
    between.ended()
    wrong.broken, wrong.broken_count = recoded.broken_lines, recoded.broken


def _as_wide(titles: list[str], reading: Reading) -> list[str]:
    """As wide as the rows were found to be, where only the titles, or only the rows, end with separators."""
    width = len(reading.columns)
    if any(map(str.strip, titles[width:])) or any(column.header for column in reading.columns[len(titles) :]):
        return titles
    return titles[:width] + [""] * (width - len(titles))


def _arrow(
    recoded: Recoded, reading: Reading, at: Sequence[int], wrong: Wrong, between: Between
) -> Iterator[tuple[int, list[pa.StringArray]]]:
    """(number of the first row, texts of the columns)."""
    import pyarrow as pa
    from pyarrow import csv

    def aside(row: csv.InvalidRow) -> str:
        text = row.text.strip()
        if not text or _RULE.fullmatch(text):
            wrong.add_ruled(row.number)
        else:
            wrong.add_ragged(row.number, row.actual_columns)
        return "skip"

    wanted = [str(place) for place in at]
    looked_at = [str(place) for place in range(min(LOOKED_AT, wrong.width))]
    in_order = [str(place) for place in sorted({*at, *map(int, looked_at)})]
    swallowed = Swallowed(reading, at, wrong)
    try:
        reader = csv.open_csv(
            pa.PythonFile(recoded, mode="r"),
            # One thread: rows are numbered only then.
            csv.ReadOptions(column_names=[str(n) for n in range(wrong.width)], block_size=LONGEST, use_threads=False),
            csv.ParseOptions(
                delimiter=reading.separator or NOTHING,
                quote_char=reading.quote or False,
                escape_char=reading.escape or False,
                newlines_in_values=bool(reading.quote),
                ignore_empty_lines=True,
                invalid_row_handler=aside,
            ),
            csv.ConvertOptions(
                include_columns=list(dict.fromkeys([*wanted, *looked_at])),
                column_types=dict.fromkeys([*wanted, *looked_at], pa.string()),
                strings_can_be_null=False,
            ),
        )
        row = 1
        for batch in reader:
            rows = between.rows(batch.select(in_order).columns, row)
            found = batch.select(wanted) if rows is None else batch.select(wanted).filter(rows)
            if recoded.quoted:
                swallowed.look(found.columns, row)
            yield row, [_bare(column) for column in found.columns]
            row += found.num_rows
    except pa.ArrowInvalid as error:
        wrong.unreadable = _unreadable(str(error))


def _bare(texts: pa.StringArray) -> pa.StringArray:
    import pyarrow.compute as pc

    if not pc.any(pc.starts_with(texts, '="'), min_count=0).as_py():
        return texts
    return pc.replace_substring_regex(texts, FORMULA, r"\1")


def _unreadable(error: str) -> str:
    if "Empty CSV" in error:
        return ""
    if "straddling" in error:
        return f"a row is longer than {LONGEST >> 20} MB: is a quotation mark left open?"
    return "the rows are not those of a CSV file"


def line_numbers(path: Path, reading: Reading, rows: set[int]) -> dict[int, int]:
    """Row -> its physical line in the file. Rows may span lines, so the file is read again, up to the last of them."""
    if not rows:
        return {}
    if reading.format != "csv":
        return {row: reading.above + reading.titled + row for row in rows}
    _, skip = header_of(path, reading)
    found: dict[int, int] = {}
    with unpacked(path, package_of(reading)) as file:
        recoded = cast("IO[bytes]", Recoded(file, reading.encoding, skip, reading.separator))
        lines = io.TextIOWrapper(recoded, "utf-8", "replace", newline="")
        before = row = 0
        for line, fields in parsed(lines, reading.separator, reading.quote, reading.escape, blank=True):
            row += bool(fields)
            if fields and row in rows:
                found[row] = skip + before + 1
            before = line
            if row == max(rows):
                break
    return found
