"""`features.yaml`: the columns that may leave the raw bucket, and nothing else may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from landfast_ml.errors import UsageError
from landfast_ml.table.reading import Reading

# The first is what a feature gets if it doesn't say.
TRANSFORMS: Mapping[str, tuple[str, ...]] = {
    "number": ("standardise", "log"),
    "integer": ("standardise", "log"),
    "category": ("one_hot",),
    "boolean": ("flag",),
    "date": ("age", "month"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One declared column; bounds are inclusive, None is unbounded.

    `header` is its name in the raw table; `transform` is how a feature becomes numbers.
    """

    name: str
    role: str
    type: str
    header: str = ""
    personal: bool = False
    protection: str = "keep"
    missing: str = "refuse"
    minimum: float | None = None
    maximum: float | None = None
    transform: str = ""
    description: str = ""

    @property
    def raw_name(self) -> str:
        return self.header or self.name

    @property
    def how(self) -> str:
        """The transform, the default of the type if none is declared."""
        return self.transform or TRANSFORMS[self.type][0]


@dataclass(frozen=True, slots=True)
class Columns:
    """The declared columns of one table, in order, and what is predicted.

    `positive` is the class that a binary task looks for; `missing_values` are texts that stand for a missing value;
    `reading` is how the table's files are read, before they are in the raw bucket.
    """

    table: str
    task: str
    all: tuple[Column, ...]
    positive: str = ""
    missing_values: tuple[str, ...] = ()
    owner: str = ""
    retention_days: int = 0
    reading: Reading | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.all)

    @property
    def features(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.all if column.role == "feature")

    @property
    def subject(self) -> str:
        return self.named("subject")

    @property
    def target(self) -> str:
        return self.named("target")

    @property
    def timestamp(self) -> str | None:
        """None if the table has none."""
        return next((column.name for column in self.all if column.role == "timestamp"), None)

    @property
    def inputs(self) -> tuple[Column, ...]:
        """What a prediction needs: the features, and the timestamp if an age counts up to it."""
        ages = any(column.role == "feature" and column.type == "date" and column.how == "age" for column in self.all)
        return tuple(c for c in self.all if c.role == "feature" or (c.role == "timestamp" and ages))

    def named(self, role: str) -> str:
        """The name of the one column that has this role."""
        return next(column.name for column in self.all if column.role == role)

    def column(self, name: str) -> Column:
        return next(column for column in self.all if column.name == name)


def load_columns(path: Path) -> Columns:
    """Read the declaration; UsageError names every problem in it."""
    # Here, because the rules are about the classes above.
    from landfast_ml.features.column_rules import column_problems, entry_problems, table_problems

    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path.name} is not YAML: {' '.join(str(error).split())}") from None
    problems = entry_problems(document)
    if problems:
        raise UsageError(f"{path.name}: " + "; ".join(problems))
    columns = columns_of(document)
    problems = [*table_problems(columns), *(p for column in columns.all for p in column_problems(column))]
    if problems:
        raise UsageError(f"{path.name}: " + "; ".join(problems))
    return columns


def columns_of(document: Mapping[str, Any]) -> Columns:
    """From a declaration that has been checked, or from a `definition`."""
    given = dict(document)
    declared = tuple(Column(**entry) for entry in given.pop("columns"))
    reading = given.pop("reading", None)
    return Columns(
        all=declared,
        missing_values=tuple(given.pop("missing_values", ())),
        reading=Reading.from_json(reading) if reading else None,
        **given,
    )


def definition(columns: Columns) -> dict[str, Any]:
    """What the values depend on: descriptions, owners and retention may change without a new feature version."""
    return {
        "table": columns.table,
        "task": columns.task,
        "positive": columns.positive,
        "missing_values": list(columns.missing_values),
        "columns": [
            {field: getattr(column, field) for field in Column.__dataclass_fields__ if field != "description"}
            for column in columns.all
        ],
    }
