"""A feature from the earlier rows of the same subject: what is declared of it, and what that must satisfy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from landfast_ml.contract.problems import Problem

if TYPE_CHECKING:
    from landfast_ml.contract.columns import Column, Columns

Aggregate = Literal["count", "sum", "mean", "minimum", "maximum", "last", "days_since"]
# Of rows, not of a column's values.
OF_ROWS = ("count", "days_since")
MOST_DAYS = 36_500


@dataclass(frozen=True, slots=True)
class History:
    """`how` of the values of the column `of`, over rows of the same subject whose day is before this row's own, and at
    most `days` before it; 0: however long ago. `of` is empty where rows are counted, or the days since the last one.
    """

    how: Aggregate
    of: str = ""
    days: int = 0


def history_of(entry: Mapping[str, Any] | None) -> History | None:
    """From a document that `history_problems` has found nothing in."""
    return None if entry is None else History(**entry)


def history_problems(path: str, entry: Mapping[str, Any]) -> Iterator[Problem]:
    """Whether a document has the fields and types of one."""
    known = ("how", "of", "days")
    for name in entry:
        if name not in known:
            yield Problem(f"{path}.{name}", "there is no such field", limit=f"there are: {', '.join(known)}")
    how, of, days = entry.get("how"), entry.get("of", ""), entry.get("days", 0)
    if how not in get_args(Aggregate):
        fact = "is missing" if how is None else f"{how} is none"
        yield Problem(f"{path}.how", fact, limit=f"there are: {', '.join(get_args(Aggregate))}")
    if not isinstance(of, str):
        yield Problem(f"{path}.of", "is of the wrong type", repr(of), "a column's name")
    if type(days) is not int or not 0 <= days <= MOST_DAYS:
        yield Problem(f"{path}.days", "is out of range", repr(days), f"0 (all) to {MOST_DAYS:,}")


def histories_problems(columns: Columns) -> Iterator[Problem]:
    """What does not hold between these features and the other columns."""
    raw = {column.name: column for column in columns.raw}
    for column in columns.histories:
        history = column.history
        if history is not None:
            yield from _own_problems(column, columns)
            yield from _read_problems(column, history, raw)


def _own_problems(column: Column, columns: Columns) -> Iterator[Problem]:
    if columns.by_row:
        yield Problem(column.name, "no row has earlier ones where unit is row", next_step="declare the subject")
    if columns.timestamp is None:
        step = "declare a column with role: timestamp"
        yield Problem(column.name, "without a timestamp no row is earlier than another", next_step=step)
    if column.role != "feature" or column.type not in {"number", "integer"}:
        limit = "role: feature, type: number or integer"
        yield Problem(column.name, f"a {column.role} of type {column.type} can't have a history", limit=limit)
    if column.header:
        yield Problem(column.name, "has a header, but stands in no raw table", next_step="take `header` out")


def _read_problems(column: Column, history: History, raw: Mapping[str, Column]) -> Iterator[Problem]:
    of = raw.get(history.of)
    if history.how in OF_ROWS:
        if history.of:
            yield Problem(f"{column.name}.history.of", f"{history.how} is of rows", history.of, next_step="take it out")
    elif of is None:
        fact = f"there is no column {history.of}" if history.of else f"{history.how} needs a column"
        yield Problem(f"{column.name}.history.of", fact, limit=f"there are: {', '.join(raw)}")
    elif of.role == "target":
        # Of an earlier row it may have become known after this one.
        step = "take another column, or add one that says when the outcome was known"
        yield Problem(f"{column.name}.history.of", f"{of.name} is the target", next_step=step)
    elif of.type not in {"number", "integer", "boolean"}:
        yield Problem(f"{column.name}.history.of", f"{of.name} is a {of.type}", limit="a number, integer or boolean")
    elif of.personal and not column.personal:
        yield Problem(column.name, f"says something of a person, as {of.name} does", next_step="personal: true")
