"""The one declaration of a table: its columns, what is predicted of whom, and what is done to each column.

A generator writes it to `features.yaml`, a project reads it there: a column that is not in it never leaves the raw
bucket.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from landfast_ml.contract.columns_history import History

Role = Literal["subject", "timestamp", "target", "feature"]
ColumnType = Literal["text", "date", "time", "number", "integer", "category", "boolean"]
Protection = Literal["keep", "pseudonymise", "month", "hashed"]
Missing = Literal["refuse", "allow"]
Task = Literal["binary", "multiclass", "regression", "forecast"]
Unit = Literal["subject", "row"]
Case = Literal["keep", "fold"]
Known = Literal["ahead", "always"]
Transform = Literal["standardise", "log", "age", "month", "one_hot", "flag", "hashed"]

# The first is what a feature gets if it doesn't say.
TRANSFORMS: Mapping[ColumnType, tuple[Transform, ...]] = {
    "number": ("standardise", "log"),
    "integer": ("standardise", "log"),
    "category": ("one_hot",),
    "boolean": ("flag",),
    "date": ("age", "month"),
    "text": ("hashed",),
}
# Task -> types that its target may have.
TARGETS: Mapping[Task, tuple[ColumnType, ...]] = {
    "binary": ("integer", "boolean", "category"),
    "multiclass": ("integer", "category"),
    "regression": ("number", "integer"),
    "forecast": ("number", "integer"),
}
# What tells rows apart where each is by itself; no declared column has a name that begins like this.
ROW = "_row"
# Fields of a column that a function makes.
OF_FUNCTIONS = ("reads", "code")


@dataclass(frozen=True, slots=True)
class Column:
    """A column that may leave the raw bucket, and how it is protected when it does.

    `header` is its name in the raw table, if that is another. `personal` says that it is about a person (GDPR Art. 4);
    `protection` what is done to it: a keyed pseudonym, a date cut to its month, a text to hashes of its words, or
    nothing. `missing` says whether a row without a value is refused; `minimum` and `maximum` bound a numeric column,
    both inclusive; `transform` is how a feature becomes numbers, "" the first of `TRANSFORMS`.

    A column that has `reads` is in no raw table: a function of the project makes it of those columns, and `code` tells
    that function from any other. One that has a `history` is in none either: it is made of the subject's earlier rows,
    and a prediction brings it. `case` is the subject's: whether `Ab1` and `AB1` are two, or one (`fold`).

    `known` is of a feature of a forecast: it is known of the times to come, too (`ahead`), or is the same at all times
    of a series (`always`).
    """

    name: str
    role: Role
    type: ColumnType
    header: str = ""
    personal: bool = False
    protection: Protection = "keep"
    missing: Missing = "refuse"
    minimum: float | None = None
    maximum: float | None = None
    transform: Transform | Literal[""] = ""
    description: str = ""
    reads: tuple[str, ...] = ()
    code: str = ""
    history: History | None = None
    case: Case = "keep"
    known: Known | Literal[""] = ""

    @property
    def raw_name(self) -> str:
        return self.header or self.name

    @property
    def is_text(self) -> bool:
        """Whether a model learns from what is written in it."""
        return self.role == "feature" and self.type == "text"

    @property
    def how(self) -> Transform:
        """The transform, the default of the type if none is declared."""
        return self.transform or TRANSFORMS[self.type][0]

    def to_json(self) -> dict[str, Any]:
        left_out = (*(() if self.reads else OF_FUNCTIONS), *(() if self.history else ("history",)))
        left_out += ("case",) if self.case == "keep" else ()
        left_out += () if self.known else ("known",)
        return {name: value for name, value in asdict(self).items() if name not in left_out}


@dataclass(frozen=True, slots=True)
class Columns:
    """The declared columns of one table, in order, and what is predicted.

    `positive` is the class that a binary task looks for; a category must name it, a number's is 1, a boolean's true.
    `missing_values` are texts that stand for a missing value, besides the empty one; `reading` is how its files are
    read before they are in the raw bucket (`landfast_ml.table.Reading`), {} of none. `owner` answers for the columns;
    `retention_days` is how long a feature version may be kept, 0 as long as the environment keeps features. `unit` is
    what hangs together: all rows of a subject, or each row by itself, where the table doesn't say whom it is about.
    Of a forecast the subject is a series, and a row is what it was at a time.
    """

    table: str
    task: Task
    all: tuple[Column, ...]
    positive: str = ""
    missing_values: tuple[str, ...] = ()
    owner: str = ""
    retention_days: int = 0
    reading: Mapping[str, Any] = field(default_factory=dict)
    unit: Unit = "subject"

    @property
    def by_row(self) -> bool:
        """Whether every row is by itself: the column `ROW` then stands for the subject."""
        return self.unit == "row"

    @property
    def by_series(self) -> bool:
        """Whether the table holds series, of which the next values are forecast."""
        return self.task == "forecast"

    @property
    def units(self) -> str:
        """What is counted, in the plural."""
        return "rows" if self.by_row else "series" if self.by_series else "subjects"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.all)

    @property
    def raw(self) -> tuple[Column, ...]:
        """Those of the raw table."""
        return tuple(c for c in self.all if not c.reads and c.history is None and c.name != ROW)

    @property
    def histories(self) -> tuple[Column, ...]:
        """Those that are made of a subject's earlier rows."""
        return tuple(column for column in self.all if column.history is not None)

    @property
    def ingested(self) -> tuple[Column, ...]:
        """Those that a row has when it leaves the raw bucket."""
        return (*self.raw, *self.histories)

    @property
    def snapshot(self) -> tuple[Column, ...]:
        """Those that are ingested, and what stands for the subject where the table has none."""
        return tuple(column for column in self.all if not column.reads)

    @property
    def made(self) -> tuple[Column, ...]:
        """Those that functions make."""
        return tuple(column for column in self.all if column.reads)

    @property
    def features(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.all if column.role == "feature")

    @property
    def subject(self) -> str:
        return self.named("subject")

    @property
    def case(self) -> Case:
        """Whether capitals tell two subjects apart; where there are none, they do."""
        return next((column.case for column in self.all if column.role == "subject"), "keep")

    @property
    def target(self) -> str:
        return self.named("target")

    @property
    def timestamp(self) -> str | None:
        """None if the table has none."""
        return next((column.name for column in self.all if column.role == "timestamp"), None)

    @property
    def inputs(self) -> tuple[Column, ...]:
        """What a prediction needs: features that no function makes; the timestamp if an age or a function uses it."""
        used = any(column.role == "feature" and column.type == "date" and column.how == "age" for column in self.all)
        used |= any(self.timestamp in column.reads for column in self.made)
        return tuple(c for c in self.ingested if c.role == "feature" or (c.role == "timestamp" and used))

    def by_themselves(self) -> Columns:
        """With the column `ROW`, if every row is by itself."""
        row = Column(ROW, "subject", "text", protection="pseudonymise")
        return replace(self, all=(*self.all, row)) if self.by_row else self

    def named(self, role: Role) -> str:
        """The name of the one column that has this role."""
        return next(column.name for column in self.all if column.role == role)

    def column(self, name: str) -> Column:
        return next(column for column in self.all if column.name == name)

    def to_json(self) -> dict[str, Any]:
        """What `columns_document` reads."""
        return {
            "table": self.table,
            "task": self.task,
            "positive": self.positive,
            "missing_values": list(self.missing_values),
            "owner": self.owner,
            "retention_days": self.retention_days,
            "reading": dict(self.reading),
            "unit": self.unit,
            "columns": [column.to_json() for column in self.all],
        }

    def definition(self) -> dict[str, Any]:
        """What the values depend on: descriptions, owners, retention and how files are read may change without a new
        feature version."""
        fields = ("table", "task", "positive", "missing_values", *(["unit"] if self.by_row else []))
        document = {name: value for name, value in self.to_json().items() if name in fields}
        entries = [column.to_json() for column in self.all]
        return document | {"columns": [{k: v for k, v in entry.items() if k != "description"} for entry in entries]}
