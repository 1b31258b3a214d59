"""What `features.yaml` must satisfy; every function gives all problems that it finds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from landfast_ml.features.columns import TRANSFORMS, Column, Columns
from landfast_ml.table.reading import Reading

CHOICES: Mapping[str, tuple[str, ...]] = {
    "role": ("subject", "timestamp", "target", "feature"),
    "type": ("text", *TRANSFORMS),
    "protection": ("keep", "pseudonymise", "month"),
    "missing": ("refuse", "allow"),
}
# Task -> types that its target may have.
TASKS: Mapping[str, tuple[str, ...]] = {
    "binary": ("integer", "boolean", "category"),
    "multiclass": ("integer", "category"),
    "regression": ("number", "integer"),
}
TABLE_FIELDS = {
    "table": str,
    "task": str,
    "positive": str,
    "missing_values": list,
    "owner": str,
    "retention_days": int,
    "reading": dict,
}
COLUMN_FIELDS = {
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
}


def entry_problems(document: Any) -> list[str]:
    """Whether the YAML has the fields and types that a declaration has."""
    if not isinstance(document, dict) or not isinstance(document.get("columns"), list):
        return ["must hold `table`, `task` and a list `columns`"]
    table = {name: value for name, value in document.items() if name != "columns"}
    problems = list(_field_problems("", table, TABLE_FIELDS, ("table", "task")))
    texts = document.get("missing_values", ())
    problems += [f"missing_values: {text!r} is not text: put it in quotes" for text in texts if type(text) is not str]
    problems += _reading_problems(document.get("reading"))
    for index, entry in enumerate(document["columns"]):
        if not isinstance(entry, dict):
            problems.append(f"columns[{index}]: must be a mapping with name, role and type")
            continue
        place = f"{entry.get('name', f'columns[{index}]')}: "
        problems += _field_problems(place, entry, COLUMN_FIELDS, ("name", "role", "type"))
    return problems


def _reading_problems(reading: Any) -> Iterator[str]:
    try:
        if isinstance(reading, dict):
            Reading.from_json(reading)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        yield f"reading: {error}: `data add FILE --read WHAT=VALUE` reads without it"


def _field_problems(
    place: str, entry: Mapping[str, Any], fields: Mapping[str, Any], needed: tuple[str, ...]
) -> Iterator[str]:
    for name, value in entry.items():
        if name not in fields:
            yield f"{place}there is no field {name}, there are: {', '.join(fields)}"
        elif not isinstance(value, fields[name]) or (isinstance(value, bool) and fields[name] is not bool):
            yield f"{place}{name}: {value!r} is of the wrong type"
        elif name in CHOICES and value not in CHOICES[name]:
            yield f"{place}{name} {value} is none of {', '.join(CHOICES[name])}"
        elif name == "task" and value not in TASKS:
            yield f"{place}{name} {value} is none of {', '.join(TASKS)}"
    for name in needed:
        if name not in entry:
            yield f"{place}{name} is missing"


def table_problems(columns: Columns) -> Iterator[str]:
    """What doesn't hold between the columns."""
    for what, names in (("", columns.names), ("header ", [column.raw_name for column in columns.all])):
        for name, count in Counter(names).items():
            if count > 1:
                yield f"{what}{name} is declared twice"
    counts = Counter(column.role for column in columns.all)
    for role in ("subject", "target"):
        if counts[role] != 1:
            yield f"{counts[role]} columns have the role {role}, one must"
    if counts["timestamp"] > 1:
        yield f"{counts['timestamp']} columns have the role timestamp, at most one may"
    if not counts["feature"]:
        yield "no column has the role feature"
    ages = [c.name for c in columns.all if c.role == "feature" and c.type == "date" and c.how == "age"]
    if ages and not counts["timestamp"]:
        yield f"{', '.join(ages)}: an age needs a timestamp column to count from: declare one, or transform: month"
    if counts["target"] == 1:
        yield from _task_problems(columns, columns.column(columns.target))


def _task_problems(columns: Columns, target: Column) -> Iterator[str]:
    if target.type not in TASKS[columns.task]:
        allowed = ", ".join(TASKS[columns.task])
        yield f"{target.name}: the target of a {columns.task} task can't be {target.type}, it can be: {allowed}"
    if columns.task != "binary" and columns.positive:
        yield f"positive: a {columns.task} task has no positive class"
    if columns.task == "binary" and target.type == "category" and not columns.positive:
        yield f"positive: say which value of {target.name} the model looks for"
    if columns.task == "binary" and target.type == "boolean" and columns.positive not in {"", "true", "false"}:
        yield f"positive: {target.name} is a boolean, so it is true or false, not {columns.positive}"


def column_problems(column: Column) -> list[str]:
    """What contradicts itself within one column."""
    found = [*_role_problems(column), *_protection_problems(column), *_value_problems(column)]
    return [f"{column.name}: {problem}" for problem in found]


def _role_problems(column: Column) -> Iterator[str]:
    if column.type == "text" and column.role != "subject":
        yield (
            "free text is personal data that can't be minimised: leave the column out, or make it a category "
            "if it takes few values"
        )
    if column.role == "subject" and column.type != "text":
        yield f"the subject must be text, not {column.type}"
    if column.role == "timestamp" and column.type != "date":
        yield f"the timestamp must be a date, not {column.type}"


def _protection_problems(column: Column) -> Iterator[str]:
    if column.role == "subject" and column.protection != "pseudonymise":
        yield "the subject must have protection: pseudonymise"
    if column.protection == "pseudonymise" and column.type not in {"text", "category"}:
        yield f"a {column.type} can't be pseudonymised, only the subject or a category"
    if column.protection == "month" and column.type != "date":
        yield f"a {column.type} can't be cut to its month, only a date"


def _value_problems(column: Column) -> Iterator[str]:
    if column.missing == "allow" and column.role != "feature":
        yield f"the {column.role} must be there in every row: missing: refuse"
    if (column.minimum, column.maximum) != (None, None) and column.type not in {"number", "integer"}:
        yield f"a {column.type} has no minimum and no maximum"
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        yield f"minimum {column.minimum:g} is above maximum {column.maximum:g}"
    allowed = TRANSFORMS.get(column.type, ()) if column.role == "feature" else ()
    if column.transform and column.transform not in allowed:
        hint = f"there are: {', '.join(allowed)}" if allowed else "leave it out"
        yield f"transform {column.transform} is not for a {column.role} of type {column.type}: {hint}"
    if column.transform == "log" and (column.minimum is None or column.minimum < 0):
        yield "transform log needs a minimum of 0 or more"
