"""Which separator and quotation mark a CSV text has, and where its header is."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from landfast_ml.table.numbers import STYLES

SEPARATORS = (";", "\t", ",", "|", ":", "^", "~", "\x01", "\x1f")
# A single row of a file must be shorter.
LONGEST = 1 << 22
# Stands for no separator: it is in no table.
NOTHING = "\x1f"
_ROWS = 300
_ABOVE = 20
_ENOUGH = 0.6
_MOST = 0.9
_LOOKED_AT = 50
# What a spreadsheet is told not to make a number, or a day, of: `="00017"`.
FORMULA = r'^="(.*)"$'


@dataclass(frozen=True, slots=True)
class Dialect:
    """`above`: physical lines over the header; `width`: columns; `share`: rows of that width."""

    separator: str
    quote: str = '"'
    escape: str = ""
    above: int = 0
    width: int = 1
    share: float = 1.0


def parsed(
    lines: Iterable[str], separator: str, quote: str, escape: str = "", *, blank: bool = False
) -> Iterator[tuple[int, list[str]]]:
    """(number of the last physical line, fields) of each row that is not empty; stops where it is no CSV.

    `blank`: of those that are empty, too; they have no fields.
    """
    csv.field_size_limit(4 * LONGEST)
    rows = csv.reader(
        lines,
        delimiter=separator or NOTHING,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        escapechar=escape or None,
    )
    try:
        for row in rows:
            if row or blank:
                yield rows.line_num, [_bare(cell) for cell in row] if any(cell[:2] == '="' for cell in row) else row
    except csv.Error:
        return


def _bare(cell: str) -> str:
    return re.sub(FORMULA, r"\1", cell)


def lines_of(text: str) -> list[str]:
    """With their ends; broken at line breaks only, as csv has it."""
    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$", text)


def sniff(text: str, separator: str | None = None, quote: str | None = None) -> Dialect:
    """What is said is taken as said."""
    lines = lines_of(text)
    told = re.fullmatch(r"sep=(.)\s*", lines[0]) if lines else None
    if told:
        return _tried(lines, told[1], quote)
    if separator is not None:
        return _tried(lines, separator, quote)
    tried = [found for mark in SEPARATORS if (found := _tried(lines, mark, quote)).width > 1 and found.share >= _ENOUGH]
    if not tried:
        return _tried(lines, "", quote)
    return max(tried, key=lambda found: (found.share, found.width))


def _tried(lines: list[str], separator: str, quote: str | None) -> Dialect:
    used = _quote("".join(lines), separator) if quote is None else quote
    escape = _escape("".join(lines), separator, used)
    skipped = 1 if separator and lines and re.fullmatch(r"sep=.\s*", lines[0]) else 0
    rows = list(islice(parsed(lines[skipped:], separator, used, escape), _ROWS))
    if not rows:
        return Dialect(separator, used, escape, skipped, 1, 0.0)
    # The last row of a sample may be cut; a wide table's titles outweigh a sum below them.
    found = [row for _, row in rows]
    widths = Counter(map(len, found[:-1] or found))
    width = max(widths, key=lambda size: (widths[size], size))
    if width == 1 or not separator:
        return Dialect(separator, used, escape, skipped, width, widths[width] / widths.total())
    at = _header(found, width)
    # A colon below a title without one is a time of day's, a comma between digits a decimal one.
    decimal = separator == "," and all(map(_is_decimal, found[at:-1] or found))
    if at > _ABOVE or (at and (separator == ":" or decimal or _all_numbers(rows[at][1]))):
        return Dialect(separator, used, escape, skipped, 1, 0.0)
    above = rows[at - 1][0] if at else 0
    as_wide = sum(len(row) == width or (len(row) > width and not any(row[width:])) for row in found[:-1] or found)
    return Dialect(separator, used, escape, skipped + above, width, as_wide / widths.total())


def _header(rows: Sequence[Sequence[str]], width: int) -> int:
    """Which row is the header. Rows may have a field that has no title: whoever reads on is told which they are."""
    at = next(at for at, row in enumerate(rows) if _is_wide(row, width))
    at = _below_headings(rows, at) if width > 2 else at
    if at and width > 2 and len(rows[at - 1]) == width - 1 and not are_titles(rows, at):
        ended = not any(row[width - 1].strip() for row in rows[at:] if len(row) == width)
        if ended or are_titles(rows, at - 1):
            return at - 1
    # Of two rows of titles the first has blanks, where cells were one.
    return at + 1 if not all(map(str.strip, rows[at])) and are_titles(rows, at + 1, width) else at


def _below_headings(rows: Sequence[Sequence[str]], first: int) -> int:
    """Spreadsheets fill the rows of a heading, and those that are blank, with separators, too."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows[: first + _ABOVE]]
    at = next((at for at in range(first, len(filled)) if filled[at] > 1), first)
    return first if any(map(is_number, rows[at])) else at


def is_rule(row: Sequence[str]) -> bool:
    """Whether it is drawn below the titles: |---|:-:|"""
    cells = [cell.strip() for cell in row]
    return any("---" in cell for cell in cells) and all(re.fullmatch(r"(?::?-+:?)?", cell) for cell in cells)


def _is_wide(row: Sequence[str], width: int) -> bool:
    """Whether it has so many fields; a separator at its end makes no further one."""
    return len(row) == width or (len(row) > width and all(map(str.strip, row[:width])) and not any(row[width:]))


def _is_decimal(row: Sequence[str]) -> bool:
    """Whether its fields were torn from a number: each mark stands between digits."""
    return all(left[-1:].isdigit() and right[:1].isdigit() for left, right in pairwise(row))


def evened(rows: Sequence[Sequence[str]]) -> list[str]:
    """The titles, as wide as most rows, if only the titles, or only the rows, end with separators."""
    titles, below = list(rows[0]), rows[1:]
    width, count = Counter(map(len, below)).most_common(1)[0] if below else (len(titles), 0)
    if count < _MOST * len(below) or any(map(str.strip, titles[width:])):
        return titles
    surplus = any(any(row[len(titles) :]) for row in below if len(row) == width)
    return titles if surplus else titles[:width] + [""] * (width - len(titles))


def are_titles(rows: Sequence[Sequence[str]], at: int, width: int = 0) -> bool:
    """Whether a row (of this width) is full of words, some of them above numbers; a year may stand above others."""
    if at >= len(rows) or not all(map(str.strip, rows[at])):
        return False
    below = [row for row in rows[at + 1 : at + _LOOKED_AT] if len(row) >= len(rows[at])]
    numbers = [place for place, cell in enumerate(rows[at]) if is_number(cell)]
    years = [place for place in numbers if _is_year(rows[at][place]) and not any(_is_year(row[place]) for row in below)]
    if years != numbers or len(numbers) == len(rows[at]):
        return False
    counts = [sum(is_number(row[place]) for row in below) for place in range(len(rows[at]))]
    return len(rows[at]) >= width and len(below) > 1 and max(counts) > len(below) / 2


def is_number(cell: str) -> bool:
    return any(style.fits(cell.strip()) for style in STYLES)


def _is_year(cell: str) -> bool:
    return bool(re.fullmatch(r"(?:19|20)\d\d", cell.strip()))


def _all_numbers(row: list[str]) -> bool:
    return all(map(is_number, row))


def _quote(text: str, separator: str) -> str:
    """An apostrophe if fields are within apostrophes, else the double quote."""
    mark = re.escape(separator or NOTHING)
    double, single = (len(re.findall(rf"(?:^|{mark}){q}[^{q}\r\n]*{q}(?:{mark}|$)", text, re.M)) for q in "\"'")
    return "'" if single > 10 * double and single > 1 else '"'


def _escape(text: str, separator: str, quote: str) -> str:
    """A backslash if it stands before a quotation mark that doesn't end its field."""
    if not quote or f"\\{quote}" not in text:
        return ""
    return "\\" if re.search(rf"\\{quote}(?![{re.escape(separator or NOTHING)}\r\n]|$)", text) else ""
