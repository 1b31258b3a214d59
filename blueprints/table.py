"""The table that a project learns from: its columns, what is predicted of whom, and what is done to each column."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from landfast.blueprints.base import ColumnName, Frozen, Line

Role = Literal["subject", "timestamp", "target", "feature"]
ColumnType = Literal["text", "date", "number", "integer", "category", "boolean"]
SourceKind = Literal["demo", "csv", "bigquery"]
Task = Literal["binary", "multiclass", "regression"]
Transform = Literal["standardise", "log", "age", "month", "one_hot", "flag"]

# The first is what a column gets if it doesn't say.
TRANSFORMS: dict[ColumnType, tuple[Transform, ...]] = {
    "number": ("standardise", "log"),
    "integer": ("standardise", "log"),
    "category": ("one_hot",),
    "boolean": ("flag",),
    "date": ("age", "month"),
}
TARGETS: dict[Task, tuple[ColumnType, ...]] = {
    "binary": ("integer", "boolean", "category"),
    "multiclass": ("integer", "category"),
    "regression": ("number", "integer"),
}


class Column(Frozen):
    """A column that may leave the raw bucket, and how it is protected when it does.

    `header` is its name in the raw table, if that is another. `personal` says that it is about a person (GDPR Art. 4);
    `protection` what is done to it: a keyed pseudonym, a date cut to its month, or nothing. `missing` says whether a
    row without a value is refused; `minimum` and `maximum` bound a numeric column, both inclusive; `transform` is how a
    feature becomes numbers, "" the first of `TRANSFORMS`.
    """

    name: ColumnName
    header: Line = ""
    role: Role = "feature"
    type: ColumnType = "number"
    personal: bool = False
    protection: Literal["keep", "pseudonymise", "month"] = "keep"
    missing: Literal["refuse", "allow"] = "refuse"
    minimum: float | None = None
    maximum: float | None = None
    transform: Transform | Literal[""] = ""
    description: Line = ""

    def problems(self) -> Iterator[str]:
        """What contradicts itself within this column."""
        if self.type == "text" and self.role != "subject":
            yield (
                "free text is personal data that can't be minimised: leave the column out, or make it a category "
                "if it takes few values"
            )
        if self.role == "subject" and (self.type, self.protection) != ("text", "pseudonymise"):
            yield "the subject column must be text and pseudonymised: type: text, protection: pseudonymise"
        if self.role == "timestamp" and self.type != "date":
            yield f"the timestamp column must be a date, not {self.type}"
        if self.protection == "pseudonymise" and self.type not in {"text", "category"}:
            yield f"a {self.type} can't be pseudonymised, only the subject or a category"
        if self.protection == "month" and self.type != "date":
            yield f"a {self.type} can't be cut to its month, only a date"
        if self.missing == "allow" and self.role != "feature":
            yield f"the {self.role} must be there in every row: missing: refuse"
        yield from self._number_problems()
        allowed = TRANSFORMS.get(self.type, ()) if self.role == "feature" else ()
        if self.transform and self.transform not in allowed:
            hint = f"there are: {', '.join(allowed)}" if allowed else "leave it out"
            yield f"transform {self.transform} is not for a {self.role} of type {self.type}: {hint}"

    def _number_problems(self) -> Iterator[str]:
        if (self.minimum, self.maximum) != (None, None) and self.type not in {"number", "integer"}:
            yield f"a {self.type} has no minimum and no maximum"
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            yield f"minimum {self.minimum:g} is above maximum {self.maximum:g}"
        if self.transform == "log" and (self.minimum is None or self.minimum < 0):
            yield "transform log needs a minimum of 0 or more"


class DataSource(Frozen):
    """The table that the project learns from, and what its columns are.

    `positive` is the class that a binary task looks for; a category must name it, a number's is 1, a boolean's true.
    `missing_values` are texts that stand for a missing value, besides the empty one; `reading` is how a file of it is
    read (`landfast_ml.table.Reading`). `owner` answers for the columns;
    `origin` is the BigQuery table that it comes from (`PROJECT.DATASET.TABLE`).
    `retention_days` is how long a feature version may be kept, 0 as long as the environment keeps features.
    """

    kind: SourceKind = "demo"
    description: Line
    table: ColumnName
    origin: Line = ""
    task: Task = "binary"
    positive: Line = ""
    missing_values: tuple[Line, ...] = ()
    owner: Line = ""
    retention_days: int = Field(default=0, ge=0)
    reading: dict[str, Any] = Field(default_factory=dict)
    columns: tuple[Column, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problems = [*self._table_problems(), *self._task_problems()]
        problems += [f"{column.name}: {problem}" for column in self.columns for problem in column.problems()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _table_problems(self) -> Iterator[str]:
        for what, names in (
            ("column", [column.name for column in self.columns]),
            ("header", [column.header or column.name for column in self.columns]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                yield f"{what} declared twice: {', '.join(twice)}; each has one declaration"
        counts = {role: sum(c.role == role for c in self.columns) for role in ("subject", "target", "timestamp")}
        for role in ("subject", "target"):
            if counts[role] != 1:
                yield f"{counts[role]} columns have the role {role}; exactly one must have it"
        if counts["timestamp"] > 1:
            yield f"{counts['timestamp']} columns have the role timestamp; at most one may have it"
        if not any(column.role == "feature" for column in self.columns):
            yield "no column has the role feature; at least one must have it"
        ages = [c.name for c in self.columns if c.role == "feature" and c.type == "date" and c.transform in {"", "age"}]
        if ages and not counts["timestamp"]:
            yield f"{', '.join(ages)}: an age needs a timestamp column to count from; declare one, or transform: month"

    def _task_problems(self) -> Iterator[str]:
        target = next((column for column in self.columns if column.role == "target"), None)
        if target is None:
            return
        if target.type not in TARGETS[self.task]:
            allowed = ", ".join(TARGETS[self.task])
            yield f"{target.name}: the target of a {self.task} task can't be a {target.type}; it can be: {allowed}"
        if self.task != "binary" and self.positive:
            yield f"positive: a {self.task} task has no positive class"
        if self.task == "binary" and target.type == "category" and not self.positive:
            yield f"positive: say which value of {target.name} the model looks for"
        if self.task == "binary" and target.type == "boolean" and self.positive not in {"", "true", "false"}:
            yield f"positive: {target.name} is a boolean, so it is true or false, not {self.positive}"

    def named(self, role: Role) -> str:
        """The name of the one column that has this role; KeyError if there is none, as a timestamp may not be."""
        names = {column.role: column.name for column in self.columns}
        return names[role]


def demo_source() -> DataSource:
    """scikit-learn's breast cancer data as a clinic's table: synthetic subjects and visit dates, 30 measurements."""
    document: dict[str, Any] = json.loads((Path(__file__).parent / "tabular" / "demo.json").read_text(encoding="utf-8"))
    return DataSource.model_validate(document)
