"""What a declaration must satisfy, within a column and between them; every problem is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from landfast_ml.contract.columns import TARGETS, TRANSFORMS, Column, Columns
from landfast_ml.contract.columns_history import histories_problems
from landfast_ml.contract.columns_series import series_problems
from landfast_ml.contract.problems import Problem

_DONE = {"pseudonymise": "pseudonymised", "hashed": "hashed"}


def table_problems(columns: Columns) -> list[Problem]:
    found = [
        *_names_problems(columns),
        *_roles_problems(columns),
        *_task_problems(columns),
        *_subject_problems(columns),
        *_made_problems(columns),
        *histories_problems(columns),
        *series_problems(columns),
    ]
    return found + [problem for column in columns.all for problem in column_problems(column)]


def _names_problems(columns: Columns) -> Iterator[Problem]:
    for what, names in (("name", columns.names), ("header", [column.raw_name for column in columns.raw])):
        for name, count in Counter(names).items():
            if count > 1:
                yield Problem("columns", f"{what} {name} is declared twice", next_step="each has one declaration")


def _roles_problems(columns: Columns) -> Iterator[Problem]:
    counts = Counter(column.role for column in columns.raw)
    if counts["target"] != 1:
        yield Problem("columns", f"{counts['target']} columns have the role target", limit="exactly one must")
    if counts["subject"] != (0 if columns.by_row else 1):
        fact, step = f"{counts['subject']} columns have the role subject", "unit: row if every row is by itself"
        limit = "none may where unit is row" if columns.by_row else "exactly one must"
        yield Problem("columns", fact, limit=limit, next_step="" if columns.by_row else step)
    if counts["timestamp"] > 1:
        yield Problem("columns", f"{counts['timestamp']} columns have the role timestamp", limit="at most one may")
    if not counts["feature"] and not columns.by_series:
        yield Problem("columns", "no column has the role feature", limit="at least one must")
    ages = [c.name for c in columns.all if c.role == "feature" and c.type == "date" and c.how == "age"]
    if ages and not counts["timestamp"]:
        step = "declare one, or transform: month"
        yield Problem(", ".join(ages), "an age needs a timestamp column to count from", next_step=step)


def _subject_problems(columns: Columns) -> Iterator[Problem]:
    """Who a row is about leaves as a pseudonym; a series that is no person may keep its name."""
    for column in columns.raw:
        if column.role != "subject":
            continue
        named = columns.by_series and not column.personal and column.protection == "keep"
        if column.type != "text" or (column.protection != "pseudonymise" and not named):
            step = "type: text, protection: pseudonymise"
            yield Problem(column.name, "the subject must be text and pseudonymised", next_step=step)


def _task_problems(columns: Columns) -> Iterator[Problem]:
    for column in columns.raw:
        if column.type == "time" and not columns.by_series:
            yield Problem(column.name, "the time of a day is for series alone", next_step="type: date")
    target = next((column for column in columns.all if column.role == "target"), None)
    if target is None:
        return
    if target.type not in TARGETS[columns.task]:
        allowed = f"it can be: {', '.join(TARGETS[columns.task])}"
        yield Problem(target.name, f"the target of a {columns.task} task can't be {target.type}", limit=allowed)
    if columns.task != "binary" and columns.positive:
        yield Problem("positive", f"a {columns.task} task has no positive class", columns.positive)
    if columns.task == "binary" and target.type == "category" and not columns.positive:
        yield Problem("positive", f"say which value of {target.name} the model looks for")
    if columns.task == "binary" and target.type == "boolean" and columns.positive not in {"", "true", "false"}:
        yield Problem("positive", f"{target.name} is a boolean", columns.positive, "it is true or false")


def _made_problems(columns: Columns) -> Iterator[Problem]:
    """What a function may not read: what is not known of a row when it is asked about, or not as the table has it."""
    raw = {column.name: column for column in columns.raw}
    for made in columns.made:
        for name in made.reads:
            read = raw.get(name)
            if read is None:
                yield Problem(made.name, f"reads {name}, which is not declared", limit=f"there are: {', '.join(raw)}")
            elif read.role in {"target", "subject"}:
                yield Problem(made.name, f"reads {name}, the {read.role}", next_step="a feature can't know it")
            elif read.protection in {"pseudonymise", "hashed"}:
                yield Problem(made.name, f"reads {name}, which is {_DONE[read.protection]}", next_step="read another")


def column_problems(column: Column) -> Iterator[Problem]:
    """What contradicts itself within one column."""
    yield from _role_problems(column)
    yield from _protection_problems(column)
    yield from _bound_problems(column)
    yield from _transform_problems(column)


def _role_problems(column: Column) -> Iterator[Problem]:
    if column.type == "text" and column.role not in {"subject", "feature"}:
        yield Problem(column.name, f"the {column.role} can't be text")
    if column.is_text and column.protection != "hashed":
        step = "protection: hashed, or leave the column out, or make it a category if it takes few values"
        yield Problem(column.name, "free text may say anything about a person: it leaves hashed", next_step=step)
    if column.case == "fold" and column.role != "subject":
        yield Problem(column.name, "has a case, which is the subject's alone", next_step="take `case` out")
    if column.role == "timestamp" and column.type not in {"date", "time"}:
        yield Problem(column.name, f"the timestamp must be a date or a time, not {column.type}")
    if column.type == "time" and column.role != "timestamp":
        yield Problem(column.name, "only the timestamp can be a time", next_step="type: date")
    if column.missing == "allow" and column.role != "feature":
        yield Problem(column.name, f"the {column.role} must be there in every row", next_step="missing: refuse")


def _protection_problems(column: Column) -> Iterator[Problem]:
    if column.protection == "pseudonymise" and column.type not in {"text", "category"}:
        yield Problem(column.name, f"a {column.type} can't be pseudonymised", limit="only the subject or a category")
    if column.protection == "hashed" and not column.is_text:
        yield Problem(
            column.name, f"a {column.role} of type {column.type} can't be hashed", limit="only a text feature"
        )
    if column.protection == "month" and column.type != "date":
        yield Problem(column.name, f"a {column.type} can't be cut to its month", limit="only a date")


def _bound_problems(column: Column) -> Iterator[Problem]:
    if (column.minimum, column.maximum) != (None, None) and column.type not in {"number", "integer"}:
        yield Problem(column.name, f"a {column.type} has no minimum and no maximum")
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        yield Problem(column.name, f"minimum {column.minimum:g} is above maximum {column.maximum:g}")


def _transform_problems(column: Column) -> Iterator[Problem]:
    allowed = TRANSFORMS.get(column.type, ()) if column.role == "feature" else ()
    if column.transform and column.transform not in allowed:
        fact = f"transform {column.transform} is not for a {column.role} of type {column.type}"
        yield Problem(column.name, fact, limit=f"there are: {', '.join(allowed)}" if allowed else "leave it out")
    if column.transform == "log" and (column.minimum is None or column.minimum < 0):
        yield Problem(column.name, "transform log needs a minimum of 0 or more")
