"""Rows from all over a table: enough to judge how its columns are read."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, pairwise
from pathlib import Path

from landfast_ml.contract.problems import Problem
from landfast_ml.table.apart import check_apart
from landfast_ml.table.dates import is_day
from landfast_ml.table.dialect import Dialect, evened, is_number, is_rule, parsed, sniff
from landfast_ml.table.encoding import Scan, encoding_of, scan
from landfast_ml.table.faults import TableError
from landfast_ml.table.gathered import Wrong
from landfast_ml.table.numbers import plain
from landfast_ml.table.opened import Package
from landfast_ml.table.options import Options
from landfast_ml.table.reading import Reading
from landfast_ml.table.sheets import as_texts, is_value, open_parquet
from landfast_ml.table.streams import seen
from landfast_ml.table.words import truth_words
from landfast_ml.table.workbooks import (
    check_one_table,
    check_reckoned,
    filled_rows,
    rows_above,
    sheet_named,
    sheet_rows,
)

_ROWS = 20_000
_GROUPS = 8
_LOOKED_AT = 20
_FEWEST, _LONG = 3, 18
# A piece from the middle of a file is trusted if this share of its rows is as wide as the header.
_TRUSTED = 0.9
# Of an encoding that is told by its first bytes only, how the rest is read.
_LATER = {"utf-8-sig": "utf-8"}


@dataclass(frozen=True, slots=True)
class Sample:
    """`titles` as the table has them, those of `nested` hold more than one value a row; every row is as wide."""

    reading: Reading
    titles: list[str]
    rows: list[list[str]]
    nested: frozenset[str] = frozenset()


def sample(path: Path, of: Package, options: Options) -> Sample:
    """Raises: TableError if the file is no table."""
    take = {"csv": _csv, "excel": _excel, "parquet": _parquet}[of.format]
    return take(path, of, options)


def _csv(path: Path, of: Package, options: Options) -> Sample:
    found = scan(path, of)
    encoding = options.encoding or encoding_of(found, path.name)
    pieces = list(_texts(found, encoding, path.name))
    dialect = sniff(pieces[0], options.separator, options.quote)
    text = "".join(islice(io.StringIO(pieces[0], newline=""), dialect.above, None))
    first = [row for _, row in _parsed(text, dialect)]
    if not any(map(str.strip, chain.from_iterable(first[:_LOOKED_AT]))):
        raise TableError([Problem(path.name, "has no header", next_step="name a table with a header and rows")])
    if options.separator is None:
        check_apart(list(islice(io.StringIO(text), _ROWS)), dialect, path.name)
    first = [first[0], *first[2:]] if is_rule(first[1] if len(first) > 1 else ()) else first
    titles = evened(first)
    titled = _titled(titles, first[1:], path.name, options)
    width = len(titles)
    _check_titles(titles, first[1:2], path.name)
    rows = [row for row in first[titled:_ROWS] if len(row) == width and row != titles and any(map(str.strip, row))]
    for piece in pieces[1:]:
        rows += _of_width([row for _, row in _parsed(_without_ends(piece), dialect)], width)
    reading = Reading(
        compression=of.compression,
        member=of.member,
        encoding=encoding,
        separator=dialect.separator,
        quote=dialect.quote,
        escape=dialect.escape,
        above=dialect.above,
        titled=titled,
    )
    return Sample(reading, titles, rows)


def _parsed(text: str, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    return parsed(io.StringIO(text, newline=""), dialect.separator, dialect.quote, dialect.escape)


def _texts(found: Scan, encoding: str, name: str) -> Iterator[str]:
    try:
        start = seen(found.start.decode(encoding, errors="replace"))
        later = _later(found.start, encoding)
        rest = [seen(piece.decode(later, errors="replace")) for piece in found.samples[1:]]
    except (LookupError, UnicodeError, ValueError) as error:
        raise TableError([Problem(name, f"can't be read as {encoding} ({error!s:.60})")]) from None
    # The end of a sample may be half a row.
    yield start if not rest else start[: max(start.rfind("\n"), start.rfind("\r")) + 1] or start
    yield from rest


def _later(start: bytes, encoding: str) -> str:
    name = codecs.lookup(encoding).name
    if name in {"utf-16", "utf-32"}:
        return f"{name}-be" if start[:1] in {b"\xfe", b"\x00"} else f"{name}-le"
    return _LATER.get(name, encoding)


def _without_ends(piece: str) -> str:
    """Of a piece from the middle of a file: its first and its last line may be halves."""
    mark = "\n" if "\n" in piece else "\r"
    return piece[piece.find(mark) + 1 : piece.rfind(mark) + 1]


def _of_width(rows: list[list[str]], width: int) -> list[list[str]]:
    fitting = [row for row in rows if len(row) == width]
    return fitting if len(fitting) >= _TRUSTED * len(rows) else []


def _titled(first: Sequence[str], below: Sequence[Sequence[str]], table: str, options: Options) -> bool:
    """Raises: TableError if the first row looks like values and nobody said what it is."""
    if options.titled is not None:
        return options.titled
    values = [cell.strip() for cell in first if cell.strip()]
    if not values:
        return True
    if all(map(is_number, values)):
        fact = "the first row holds numbers, no titles"
    elif like := _value_among(first, below[:_LOOKED_AT]):
        fact = f"the first row holds values, no titles: {like}, as the rows below it"
    else:
        return True
    step = "say --read header=none: then they are column_1, column_2 ...; or --read header=yes if these are titles"
    raise TableError([Problem(table, fact, next_step=step)])


def _check_titles(titles: Sequence[str], below: Sequence[Sequence[str]], table: str) -> None:
    """Raises: TableError if the next row holds the titles that are lacking, and nothing else."""
    blank = [at for at, title in enumerate(titles) if not title.strip()]
    given = {at for row in below for at, cell in enumerate(row) if cell.strip()}
    if blank and len(given) < len(titles) and given.issuperset(blank):
        shown = ", ".join(cell for row in below for cell in row if cell.strip())
        step = "write the titles in one row, above the values"
        raise TableError([Problem(table, "the titles stand in two rows", f"{shown:.60}", next_step=step)])


def _value_among(first: Sequence[str], below: Sequence[Sequence[str]]) -> str:
    """A number with decimals, or a day, over others of its kind, yes over no, a number that those below it count on
    from, or two words that stand below, too. Years and whole numbers may be titles.
    """
    again = [
        cell.strip()
        for at, cell in enumerate(first)
        if cell.strip() and any(cell == row[at] for row in below if len(row) > at)
    ]
    if len(again) > 1:
        return " and ".join(again[:2])
    for at, cell in enumerate(first):
        column = [row[at] for row in below if len(row) > at and row[at].strip()]
        alike = any(kind(cell) and column and all(map(kind, column)) for kind in (_is_measured, _is_day))
        if alike or _counts_on(cell, column) or _is_answer(cell, column):
            return cell.strip()
    return ""


def _counts_on(first: str, below: Sequence[str]) -> bool:
    """1001 above 1002, 1003 ..."""
    whole = [text.strip() for text in (first, *below) if len(text) < _LONG]
    numbers = [int(text) for text in whole if text.isdecimal()]
    step_by_one = all(after == before + 1 for before, after in pairwise(numbers))
    return len(numbers) == len(below) + 1 > _FEWEST and step_by_one


def _is_answer(first: str, below: Sequence[str]) -> bool:
    """`ja` above `nein` and `ja`; a letter may be a title."""
    return len(first.strip()) > 1 and truth_words([first.strip(), *map(str.strip, below)]) is not None and bool(below)


def _is_measured(text: str) -> bool:
    bare = plain(text)
    return is_number(bare) and not bare.lstrip("+-").isdigit()


def _is_day(text: str) -> bool:
    return not text.strip().isdigit() and is_day(text.strip())


def _excel(path: Path, of: Package, options: Options) -> Sample:
    name = sheet_named(path, options.member)
    rows = sheet_rows(path, name)
    above = rows_above(rows)
    if not rows[above:]:
        raise TableError([Problem(path.name, "has no header", next_step="name a table with a header and rows")])
    _check_titles(rows[above], rows[above + 1 : above + 2], path.name)
    check_one_table(path, rows, above)
    below = [row for row in filled_rows(rows[above + 1 :][:_ROWS], Wrong()) if row != rows[above]]
    check_reckoned(path, rows[above], below)
    titled = _titled(rows[above], below, path.name, options)
    reading = Reading(format=of.format, member=name, above=above, titled=titled)
    return Sample(reading, rows[above], [*([] if titled else [rows[above]]), *below])


def _parquet(path: Path, of: Package, options: Options) -> Sample:  # noqa: ARG001  # as the others
    file = open_parquet(path)
    groups = file.num_row_groups
    rows: list[list[str]] = []
    for group in range(0, groups, max(1, groups // _GROUPS)):
        for batch in islice(file.iter_batches(_ROWS // _GROUPS, row_groups=[group]), 1):
            columns = [as_texts(column).to_pylist() for column in batch.columns]
            rows += [list(row) for row in zip(*columns, strict=True)]
    nested = frozenset(one.name for one in file.schema_arrow if not is_value(one.type))
    return Sample(Reading(format=of.format), file.schema_arrow.names, rows, nested)
