"""How a table is read: detected, with what a person said going before every guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from landfast_ml.contract.problems import Problem
from landfast_ml.table.batches import text_batches
from landfast_ml.table.columns import Judged, ambiguities, judge, of_one_century, settled
from landfast_ml.table.dates import tells_apart
from landfast_ml.table.faults import TableError
from landfast_ml.table.gathered import Wrong
from landfast_ml.table.headers import one_line, titles_and_names
from landfast_ml.table.numbers import NumberStyle, plain
from landfast_ml.table.opened import package
from landfast_ml.table.options import Options
from landfast_ml.table.reading import ColumnReading, Reading
from landfast_ml.table.sampling import Sample, sample

# Values that tell two readings apart; more tell no more.
_TELLING = 100


def detect(path: Path, options: Options = Options()) -> Reading:  # noqa: B008  # frozen
    """Looks at samples from all over the file, and at every row of a column that could be read in two ways.

    Raises: TableError with every column that can be read in two ways, or what keeps the file from being a table.
    """
    found = sample(path, package(path, options.member), options)
    columns = [ColumnReading(title, name) for title, name in _named(found)]
    _check_said(path.name, columns, options)
    texts: Sequence[Sequence[str]] = list(zip(*found.rows, strict=True)) or [()] * len(columns)
    ticked = found.reading.format != "parquet"
    judged = settled(
        [
            _of_types(judge(column, Counter(values), options.of(column.header, column.name), ticked=ticked), found)
            for column, values in zip(columns, texts, strict=True)
        ]
    )
    if any(_open(one, options) for one in judged):
        judged = settled(_told(path, replace(found.reading, columns=tuple(columns)), judged, options))
    judged = list(map(of_one_century, judged))
    problems = list(ambiguities(judged, options, path.name))
    if problems:
        raise TableError(problems)
    nested = {one_line(title) for title in found.nested}
    return replace(found.reading, columns=tuple(_unless(one.reading, nested) for one in judged))


def _of_types(one: Judged, found: Sample) -> Judged:
    """In a file of types the decimal points of numbers are ours, and prove nothing of how its texts are written."""
    return one if found.reading.format == "csv" or one.reading.decimal != "." else replace(one, proven=False)


def _unless(reading: ColumnReading, nested: Set[str]) -> ColumnReading:
    return replace(reading, type="nested") if reading.header in nested else reading


def _named(found: Sample) -> list[tuple[str, str]]:
    if found.reading.titled:
        return titles_and_names(found.titles)
    return [(f"column_{at}", f"column_{at}") for at in range(1, len(found.titles) + 1)]


def _check_said(table: str, columns: Sequence[ColumnReading], options: Options) -> None:
    known = {word for column in columns for word in (column.header, column.name)}
    there = ", ".join([column.header for column in columns][:20])
    unknown = [header for header in options.columns if header not in known]
    if unknown:
        raise TableError(
            Problem("--read", f"{table} has no such column", header, next_step=f"there are: {there}")
            for header in unknown
        )


def _open(one: Judged, options: Options) -> bool:
    return (
        bool(one.rivals) and one.reading.type != "text" and not {one.reading.header, one.reading.name} & options.ignored
    )


def _told(path: Path, reading: Reading, judged: Sequence[Judged], options: Options) -> list[Judged]:
    """Judged again, with what all rows of the columns in doubt say."""
    doubted = [one for one in judged if _open(one, options)]
    telling: dict[str, Counter[str]] = {one.reading.name: Counter() for one in doubted}
    for _, batch in text_batches(path, reading, [one.reading for one in doubted], Wrong()):
        for one in doubted:
            found = telling[one.reading.name]
            if len(found) < _TELLING:
                found.update(_unlike(batch.column(one.reading.name), one)[:_TELLING])
    return [
        judge(
            ColumnReading(one.reading.header, one.reading.name),
            Counter(one.values) + telling[one.reading.name],
            options.of(one.reading.header, one.reading.name),
        )
        if one in doubted
        else one
        for one in judged
    ]


def _unlike(texts: pa.StringArray, one: Judged) -> list[str]:
    """Values that one of the readings can't read, or takes to be in another hundred years."""
    values = pc.utf8_trim_whitespace(pc.unique(texts))
    readings = (one.reading, *one.rivals)
    if one.reading.type == "date":
        forms = [reading.date for reading in readings]
        return [text for text in values.to_pylist() if tells_apart(text, forms)]
    styles = [NumberStyle(reading.decimal, reading.thousands) for reading in readings]
    if not one.reading.unit:
        for style in styles:
            fits = pc.match_substring_regex(values, f"^(?:{style.pattern})$")
            values = values if len(styles) > 1 and style is not styles[-1] else values.filter(pc.invert(fits))
    return [text for text in values.to_pylist() if not all(style.fits(plain(text)) for style in styles)]
