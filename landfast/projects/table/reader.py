"""Reads a CSV file once, in columns; what is wrong with it is said with the row, all at once."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TextIO

from landfast.core.errors import InputError, Problem
from landfast.projects.table.profile import Profile

# More rows can't change a type that the pipeline does not check again: it judges every row before it trains.
ROWS = 200_000
COLUMNS = 1_000
FIELD = 1 << 20
_CHUNK = 5_000
_SHOWN = 5


def profile_csv(path: Path) -> list[Profile]:
    """A profile of each column, from the first 200,000 rows. Comma-separated, UTF-8, a header on top.

    Raises: InputError with every problem of the header, or of the rows.
    """
    if not path.is_file():
        raise InputError([Problem(str(path), "is no file", next_step="name a CSV file")])
    csv.field_size_limit(FIELD)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _profiles(path.name, file)
    except UnicodeDecodeError:
        place = _undecodable(path)
        raise InputError([Problem(f"{path.name}: byte {place}", "is not UTF-8", next_step=_RECODE)]) from None
    except csv.Error as error:
        raise InputError([Problem(path.name, f"is no CSV table ({error})", next_step="export it again")]) from None
    except OSError as error:
        raise InputError([Problem(str(path), f"can't be read ({error.strerror})")]) from None


_RECODE = "convert it, e.g. iconv -f WINDOWS-1252 -t UTF-8"


def _undecodable(path: Path) -> int:
    """The first byte that is not UTF-8, from the start of the file."""
    with path.open("rb") as file:
        read, rest = 0, b""
        while block := file.read(1 << 20):
            data = rest + block
            try:
                data.decode("utf-8")
                rest = b""
            except UnicodeDecodeError as error:
                # A character that the block cuts in two is not wrong yet.
                if len(data) - error.start > 3:
                    return read - len(rest) + error.start
                rest = data[error.start :]
            read += len(block)
    return read - len(rest)


def _profiles(name: str, file: TextIO) -> list[Profile]:
    rows = csv.reader(file, strict=True)
    header = [title.strip() for title in next(rows, [])]
    problems = list(_header_problems(name, header))
    if problems:
        raise InputError(problems)
    profiles = [Profile(title) for title in header]
    ragged: list[int] = []
    for first, chunk in _chunks(rows):
        whole = [row for row in chunk if len(row) == len(header)]
        ragged += [first + at for at, row in enumerate(chunk) if row and len(row) != len(header)]
        for profile, values in zip(profiles, zip(*whole, strict=True), strict=False):
            profile.add(values, first)
    if ragged:
        raise InputError([_ragged(name, ragged, len(header))])
    if not profiles[0].rows:
        raise InputError([Problem(name, "has a header and no rows", next_step="name a table with data in it")])
    return profiles


def _chunks(rows: Iterator[list[str]]) -> Iterator[tuple[int, list[list[str]]]]:
    """(number of the first row, rows); the header is row 1."""
    limited = islice(rows, ROWS)
    first = 2
    while chunk := list(islice(limited, _CHUNK)):
        yield first, chunk
        first += len(chunk)


def _header_problems(name: str, header: Sequence[str]) -> Iterator[Problem]:
    if not any(header):
        yield Problem(name, "is empty", next_step="name a CSV file with a header on top")
        return
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        yield Problem(
            name, "is not separated by commas", f"first line {header[0]:.60}", next_step="export it with commas"
        )
        return
    if len(header) > COLUMNS:
        limit = f"{COLUMNS:,} at most"
        step = "keep the columns that the purpose needs (GDPR Art. 5(1)(c))"
        yield Problem(name, "has too many columns", f"{len(header):,}", limit, step)
        return
    empty = [str(at) for at, title in enumerate(header, 1) if not title]
    if empty:
        yield Problem(name, f"columns without a name: {', '.join(empty[:_SHOWN])}", next_step="name them in the header")
    for title, count in Counter(header).items():
        if title and count > 1:
            yield Problem(name, f"names the column {title:.80} {count} times", next_step="give each its own name")


def _ragged(name: str, rows: Sequence[int], width: int) -> Problem:
    shown = ", ".join(f"{row:,}" for row in rows[:_SHOWN]) + (" ..." if len(rows) > _SHOWN else "")
    fact = f"{len(rows):,} rows have another number of fields than the header"
    return Problem(name, fact, f"rows {shown}", f"{width} fields", "quote fields that hold a comma, and export again")
