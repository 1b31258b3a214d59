"""Texts whose fields stand apart in a way that no reader of CSV splits by: they are refused, with what it is."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from landfast_ml.contract.problems import Problem
from landfast_ml.table.dialect import SEPARATORS, Dialect
from landfast_ml.table.faults import TableError

_LOOKED_AT = 50
_FEWEST = 3
_ONE_COLUMN = "or say --read separator=none if it is one column"


def check_apart(lines: Sequence[str], dialect: Dialect, table: str) -> None:
    """`lines` from the header on, of which the last may be cut. Raises: TableError if they have no separator, or one of
    several characters, or blanks beside their quotation marks, or are quoted as a whole.
    """
    shown = [line.rstrip("\r\n") for line in lines[: _LOOKED_AT + 1] if line.strip()]
    shown = shown[:-1] if len(shown) > _FEWEST else shown
    if len(shown) < _FEWEST:
        return
    found = _beside(shown, dialect) if dialect.separator else _unknown(shown)
    if found:
        raise TableError([Problem(table, *found[:2], next_step=found[2])])


def _beside(lines: Sequence[str], dialect: Dialect) -> tuple[str, str, str] | None:
    """What stands beside the separator: (fact, value, next step)."""
    mark = re.escape(dialect.separator)
    runs = [re.findall(rf"[^\w\s\"']*{mark}[^\w\s\"']*", line) for line in lines]
    run = runs[0][0] if runs[0] else ""
    if len(run) > 1 and len(runs[0]) > 1 and {part for found in runs for part in found} == {run}:
        return "its fields stand apart by several characters", run, "save it with one: a semicolon, or a tab"
    quote = re.escape(dialect.quote)
    apart = sum(bool(re.search(rf"{mark}[ \t]+{quote}", line)) for line in lines) if dialect.quote else 0
    if apart * 2 > len(lines):
        return "blanks stand between separators and quotation marks", "", "save it without those blanks"
    return None


def _unknown(lines: Sequence[str]) -> tuple[str, str, str] | None:
    """Of one column: what stands equally often in each line, as a separator does."""
    gaps = [_gaps(line) for line in lines]
    if frozenset.intersection(*gaps):
        fact = "has no separator: its columns have a place in each line"
        return fact, "", f"save it with a separator, {_ONE_COLUMN}"
    if all(line[0] == line[-1] == '"' and len(line) > 1 for line in lines):
        inner = [line[1:-1].replace('""', '"') for line in lines]
        widths = {len(row) for mark in SEPARATORS if mark in inner[0] for row in csv.reader(inner, delimiter=mark)}
        if len(widths) == 1 and widths != {1}:
            return (
                "each line is in quotation marks as a whole",
                lines[0],
                "take away the first and the last of each line",
            )
    for run in dict.fromkeys(re.findall(r"[^\w\s\"'.,:()/-]+|[ ]+", lines[0])):
        count = lines[0].count(run)
        if all(line.count(run) == count for line in lines) and (count > 1 or run.strip()):
            said = "blank" if run == " " else run
            step = f"say --read 'separator={said}'" if len(run) == 1 else "save it with a separator of one character"
            shown = run if run.strip() else "a blank"
            return "has no separator that is known, but this in each line", shown, f"{step}, {_ONE_COLUMN}"
    return None


def _gaps(line: str) -> frozenset[int]:
    return frozenset(at for at in range(len(line.rstrip())) if line[at : at + 2] == "  ")
