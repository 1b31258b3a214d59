"""Sheets of workbooks (.xlsx, .xls, .ods) as rows of texts, and where the table begins in one."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from landfast_ml.contract.problems import Problem
from landfast_ml.table.dialect import are_titles, is_number
from landfast_ml.table.faults import TableError
from landfast_ml.table.gathered import Wrong
from landfast_ml.table.streams import seen

if TYPE_CHECKING:
    import python_calamine

_ABOVE = 20
_UNRECKONED = re.compile(rb"</f>(?:<v\s*/>|<v></v>)?\s*</c>")
Cell = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]


def sheet_rows(path: Path, name: str) -> list[list[str]]:
    """All rows of a sheet as texts. Raises: TableError if the file is damaged."""
    import python_calamine

    try:
        sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(name)
        rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        _fill(rows, sheet.merged_cell_ranges or ())
        return rows
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(path, error) from None


def _fill(rows: list[list[str]], merged: Merged) -> None:
    """A cell that spans rows is the value of each. One that spans columns is a title of a group of them."""
    for (top, left), (bottom, right) in merged:
        for row in rows[top + 1 : bottom + 1] if left == right and top < len(rows) else ():
            row[left] = rows[top][left]


def filled_rows(rows: Sequence[list[str]], wrong: Wrong) -> Iterator[list[str]]:
    """Without those that are blank, and the notes below the last of a table: they are told to `wrong`, by number."""
    end = len(rows)
    while end and sum(bool(cell.strip()) for cell in rows[end - 1]) <= (1 if len(rows[end - 1]) > 2 else 0):
        end -= 1
    for number, row in enumerate(rows, 1):
        if not any(map(str.strip, row)):
            wrong.add_ruled(number)
        elif number > end:
            wrong.add_ragged(number, 1)
        else:
            yield row


def sheet_named(path: Path, said: str | None) -> str:
    """The one sheet that holds a table. Raises: TableError if there is none, or several and none is named."""
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        if said in workbook.sheet_names:
            return said
        hidden = {one.name for one in workbook.sheets_metadata if "Hidden" in str(one.visible)}
        full = [name for name in workbook.sheet_names if name not in hidden and _has_rows(workbook, name)]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(path, error) from None
    if len(full) == 1 and said is None:
        return full[0]
    step = "name one with --read 'sheet=NAME'" if full else "name a table with a header and rows"
    fact = f"has no sheet {said}" if said else f"has {len(full)} sheets with rows"
    raise TableError([Problem(path.name, fact, ", ".join(full[:8]), "1 table", step)])


def check_reckoned(path: Path, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Raises: TableError if a column is blank because its formulas have no results: a program wrote them that can't."""
    blank = [title for at, title in enumerate(titles) if title.strip() and not any(row[at].strip() for row in rows)]
    if not (rows and blank and zipfile.is_zipfile(path)):
        return
    with zipfile.ZipFile(path) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if any(_UNRECKONED.search(archive.read(name)) for name in sheets):
            step = "open it in a spreadsheet, and save it: then it is reckoned"
            raise TableError([Problem(path.name, "has formulas without a result", ", ".join(blank), next_step=step)])


def check_one_table(path: Path, rows: Sequence[Sequence[str]], above: int) -> None:
    """Raises: TableError if a second table stands below a blank row, with words of its own in a column of numbers."""
    body = rows[above + 1 :]
    blank = [at for at, row in enumerate(body) if not any(map(str.strip, row))]
    for at in (at for at in blank if at + 1 < len(body) and body[at + 1] != rows[above]):
        # Of notes at the end none has a row below.
        if any(sum(map(bool, row)) > 1 for row in body[at + 2 : at + 3]) and _begins_table(body[:at], body[at + 1]):
            shown = " ".join(" ".join(filter(None, map(str.strip, body[at + 1]))).split())
            fact, place = "holds a second table below the first", f"line {above + at + 3:,} is its header: {shown:.60}"
            step = "put it on a sheet of its own, or take it out"
            raise TableError([Problem(path.name, fact, place, "1 table", step)])


def _begins_table(upper: Sequence[Sequence[str]], titles: Sequence[str]) -> bool:
    given = [at for at, cell in enumerate(titles) if cell.strip()]
    if len({titles[at].strip() for at in given}) < max(2, len(given)) or any(is_number(titles[at]) for at in given):
        return False
    # No row of the table: none of its words stands above.
    over = {at: [row[at].strip() for row in upper if row[at].strip()] for at in given}
    if any(titles[at].strip() in over[at] for at in given):
        return False
    return any(sum(map(is_number, cells)) > len(cells) / 2 for cells in over.values())


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
    if isinstance(cell, datetime.timedelta):
        return lasting(round(cell.total_seconds()))
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else seen(str(cell))


def lasting(seconds: int) -> str:
    """How long something took: 26:05:00."""
    minutes, rest = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02}:{rest:02}"


def rows_above(rows: Sequence[Sequence[str]]) -> int:
    """Rows over the header, which is the first row as full as most."""
    full = Counter(sum(bool(cell.strip()) for cell in row) for row in rows[:300])
    full.pop(0, None)
    if not full:
        return 0
    usual = max(full, key=lambda count: (full[count], count))
    widest = next((at for at, row in enumerate(rows[:_ABOVE]) if sum(map(bool, map(str.strip, row))) >= usual), 0)
    # A title, a day and a place may stand above the header: what is above numbers is the header, and is full.
    if usual > 1 and are_titles([row[: len(rows[widest])] for row in rows[: widest + 60]], widest):
        return widest
    first = (at for at, row in enumerate(rows[:_ABOVE]) if sum(bool(cell.strip()) for cell in row) >= min(usual, 2))
    at = next(first, 0)
    # Of two rows of titles the first has blanks, where cells were one.
    return at + 1 if not all(map(str.strip, rows[at])) and are_titles(rows[: at + 60], at + 1) else at
