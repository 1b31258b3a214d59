"""Whether a document has the fields and types that a declaration has; every problem is found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from landfast_ml.contract.columns import Case, ColumnType, Known, Missing, Protection, Role, Task, Unit
from landfast_ml.contract.columns_history import history_problems
from landfast_ml.contract.problems import Problem

CHOICES: Mapping[str, tuple[str, ...]] = {
    "role": get_args(Role),
    "type": get_args(ColumnType),
    "protection": get_args(Protection),
    "missing": get_args(Missing),
    "task": get_args(Task),
    "unit": get_args(Unit),
    "case": get_args(Case),
    "known": get_args(Known),
}
TABLE_FIELDS: Mapping[str, Any] = {
    "table": str,
    "task": str,
    "positive": str,
    "missing_values": (list, tuple),
    "owner": str,
    "retention_days": int,
    "reading": Mapping,
    "unit": str,
}
COLUMN_FIELDS: Mapping[str, Any] = {
    "name": str,
    "role": str,
    "type": str,
    "header": str,
    "personal": bool,
    "protection": str,
    "missing": str,
    "minimum": (int, float),
    "maximum": (int, float),
    "transform": str,
    "description": str,
    "history": Mapping,
    "case": str,
    "known": str,
}
# A bound that is not there is null in JSON.
NULLABLE = frozenset({"minimum", "maximum"})
NAMES = re.compile(r"[a-z][a-z0-9_]{0,127}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]")


def entry_problems(document: Any) -> list[Problem]:
    """Of the whole document, as YAML or JSON gave it."""
    if not isinstance(document, Mapping) or not isinstance(document.get("columns"), (list, tuple)):
        return [Problem("the declaration", "must hold `table`, `task` and a list `columns`")]
    table = {name: value for name, value in document.items() if name != "columns"}
    problems = list(_field_problems("", table, TABLE_FIELDS, ("table", "task")))
    texts = document.get("missing_values", ())
    for text in texts if isinstance(texts, (list, tuple)) else ():
        if type(text) is not str:
            problems.append(Problem("missing_values", "is not text", repr(text), next_step="put it in quotes"))
    for index, entry in enumerate(document["columns"]):
        if not isinstance(entry, Mapping):
            problems.append(Problem(f"columns[{index}]", "must be a mapping with name, role and type"))
            continue
        place = str(entry.get("name", f"columns[{index}]"))
        problems += _field_problems(f"{place}.", entry, COLUMN_FIELDS, ("name", "role", "type"))
        if isinstance(entry.get("history"), Mapping):
            problems += history_problems(f"{place}.history", entry["history"])
    return problems


def _field_problems(
    place: str, entry: Mapping[str, Any], fields: Mapping[str, Any], needed: tuple[str, ...]
) -> Iterator[Problem]:
    for name, value in entry.items():
        path = f"{place}{name}"
        if name not in fields:
            yield Problem(path, "there is no such field", limit=f"there are: {', '.join(fields)}")
        elif value is None and name in NULLABLE:
            continue
        elif not isinstance(value, fields[name]) or (isinstance(value, bool) and fields[name] is not bool):
            yield Problem(path, "is of the wrong type", repr(value))
        elif name in CHOICES and value not in CHOICES[name]:
            yield Problem(path, f"{value} is none of {', '.join(CHOICES[name])}")
        elif name in {"name", "table"} and not NAMES.fullmatch(value):
            limit = "lower-case letters, digits and _, 128 at most, a letter first"
            yield Problem(path, "is no name", repr(value), limit, "put the table's own title into `header`")
        elif name in {"header", "positive"} and _UNSEEN.search(value):
            yield Problem(path, "must be one line without control characters", repr(value))
    if isinstance(entry.get("retention_days"), int) and entry["retention_days"] < 0:
        yield Problem(f"{place}retention_days", "can't be negative", str(entry["retention_days"]))
    for name in needed:
        if name not in entry:
            yield Problem(f"{place}{name}", "is missing")
