"""How a table is read: found once, recorded in the project's settings, and followed to the letter ever after."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from landfast_ml.table.dates import but_for_century, years_of

Format = Literal["csv", "parquet", "excel"]
ValueType = Literal["number", "boolean", "date", "text", "nested"]
Json = Mapping[str, object]

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", ":": "colon", "": "one column"}
SEPARATORS |= {"^": "caret", "~": "tilde", "\x01": "control character 1", "\x1f": "unit separator"}
MARKS = {".": "dot", ",": "comma", " ": "blank", "\u00a0": "no-break space", "\u202f": "narrow no-break space"}
MARKS |= {"\u2009": "thin space", "'": "apostrophe", "\u2019": "typographic apostrophe"}
_SHOWN = 4
# What stands for no, where a column only ticks rows: no text at all.
BLANK = ("",)


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column: `header` as the table has it, in one line; `name` is plain ASCII, what code calls it.

    `decimal` and `thousands` are the marks of its numbers, `unit` what stands before or behind each; `date` is how its
    days are written (`DD.MM.YYYY`); `true` and `false` are its words for yes and no, in lower case, or `BLANK`: what
    is blank means no. `missing` are the texts that stand for no value, besides the empty one; `why` says what decided
    where the column alone didn't.
    """

    header: str
    name: str
    type: ValueType = "text"
    decimal: str = "."
    thousands: str = ""
    unit: str = ""
    date: str = ""
    true: tuple[str, ...] = ()
    false: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    why: str = ""

    def to_json(self) -> dict[str, object]:
        """Only what is not the default: most columns are two words."""
        found: dict[str, object] = {}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                found[field.name] = list(value) if isinstance(value, tuple) else value
        return found

    @classmethod
    def from_json(cls, document: Json) -> ColumnReading:
        return cls(**_tuples(cls, document))


@dataclass(frozen=True, slots=True)
class Reading:
    """`separator`, `quote` and `escape` are single characters, "" for none; `above` lines stand over the header.

    `titled` is false if the table has no header; `member` is the file within a zip, or the sheet of a workbook.
    """

    format: Format = "csv"
    compression: str = ""
    member: str = ""
    encoding: str = "utf-8"
    separator: str = ","
    quote: str = '"'
    escape: str = ""
    above: int = 0
    titled: bool = True
    columns: tuple[ColumnReading, ...] = ()

    @property
    def headers(self) -> list[str]:
        return [column.header for column in self.columns]

    def column(self, name: str) -> ColumnReading:
        """By its name or its header. Raises: KeyError."""
        by = {column.header: column for column in reversed(self.columns)}
        by |= {column.name: column for column in self.columns}
        return by[name]

    def to_json(self) -> dict[str, object]:
        document: dict[str, object] = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if field.name != "columns" and getattr(self, field.name) != field.default
        }
        return document | {"columns": [column.to_json() for column in self.columns]}

    @classmethod
    def from_json(cls, document: Json) -> Reading:
        """Raises: TypeError, ValueError or KeyError if it was not made by `to_json`."""
        columns = cast("Sequence[Json]", document["columns"])
        given = _tuples(cls, {name: value for name, value in document.items() if name != "columns"})
        return cls(**given, columns=tuple(ColumnReading.from_json(column) for column in columns))

    def sentence(self) -> str:
        """One line: `semicolon, windows-1252, decimal comma (einkommen), day first (seit)`."""
        return ", ".join([*self._file_parts(), *self._column_parts()])

    def _file_parts(self) -> list[str]:
        parts = [self.compression] if self.compression else []
        if self.format != "csv":
            parts += [f"sheet {self.member}" if self.format == "excel" else "Parquet"]
            return parts + ([f"{self.above} lines above the header"] if self.above else [])
        parts += [self.member] if self.member else []
        parts += [
            SEPARATORS.get(self.separator, repr(self.separator)),
            self.encoding.upper().replace("WINDOWS", "windows"),
        ]
        parts += ["quoted by apostrophes"] if self.quote == "'" else []
        parts += [f"{self.above} lines above the header"] if self.above else []
        return parts if self.titled else [*parts, "no header"]

    def _column_parts(self) -> list[str]:
        """What was found -> the columns it was found in, in the table's order."""
        found: dict[str, list[str]] = {}
        for column in self.columns:
            for what in column_facts(column):
                found.setdefault(what, []).append(column.header or column.name)
        return [f"{what} ({_listed(titles)})" for what, titles in found.items()]


def column_facts(column: ColumnReading) -> list[str]:
    """What is particular in how this column is read."""
    facts = []
    if column.decimal != ".":
        facts.append(f"decimal {MARKS.get(column.decimal, column.decimal)}")
    if column.thousands:
        facts.append(f"thousands {MARKS.get(column.thousands, column.thousands)}")
    if column.unit:
        facts.append(f"unit {column.unit}")
    if column.date:
        years = years_of(column.date)
        of_two_digits = f" of {years[0]} to {years[-1]}" if years else ""
        facts.append(f"{_order(column.date)} {but_for_century(column.date)}{of_two_digits}")
    if column.type == "boolean" and column.false == BLANK:
        facts.append(f"{' '.join(column.true)} for yes and blank for no")
    if column.missing:
        facts.append(f"missing {' '.join(column.missing)}")
    return facts


def _order(date: str) -> str:
    return {"D": "day first", "M": "month first"}.get(date[0], "year first")


def _listed(titles: Sequence[str]) -> str:
    more = f" and {len(titles) - _SHOWN} more" if len(titles) > _SHOWN else ""
    return ", ".join(titles[:_SHOWN]) + more


def _tuples(of: type[ColumnReading] | type[Reading], document: Json) -> dict[str, Any]:
    known = {field.name for field in dataclasses.fields(of)}
    unknown = sorted(set(document) - known)
    if unknown:
        raise ValueError(f"there is no field {', '.join(unknown)}, there are: {', '.join(sorted(known))}")
    return {name: tuple(value) if isinstance(value, list) else value for name, value in document.items()}
