"""What a person says of a table: each word overrides a guess, for the whole table or for one column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from landfast_ml.contract.problems import Problem
from landfast_ml.table.dates import FORMATS
from landfast_ml.table.faults import TableError

_MARKS = {
    "dot": ".", "point": ".", "comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "bar": "|", "blank": " ",
    "space": " ", "colon": ":", "apostrophe": "'", "none": "", "no-break-space": "\u00a0",
    "narrow-no-break-space": "\u202f", "thin-space": "\u2009", "caret": "^", "tilde": "~", "double": '"', "quote": '"',
}  # fmt: skip
_TYPES = ("number", "boolean", "date", "text")
_OF_COLUMNS = ("decimal", "thousands", "dates", "missing", "type")
_OF_TABLES = ("encoding", "separator", "quote", "header", "sheet", "file")
_SAID = re.compile(rf"(?:(?P<column>.*?):)?(?P<what>{'|'.join((*_OF_COLUMNS, *_OF_TABLES))})=(?P<value>.*)", re.DOTALL)
_ORDERS = {"day-first": "DD/MM/YYYY", "month-first": "MM/DD/YYYY", "year-first": "YYYY-MM-DD"}


def quoted(text: str) -> str:
    """As a shell takes it for one word."""
    return "'" + text.replace("'", "'\\''") + "'"


def spoken(column: str, said: str) -> str:
    """What a person types to say this of a column."""
    return f"--read {quoted(f'{column}:{said}')}"


@dataclass(frozen=True, slots=True)
class ColumnOptions:
    """None: guess. `dates` is one of `FORMATS`, `missing` the texts that stand for no value.

    `own`: something was said of this column itself, so that it must be so.
    """

    decimal: str | None = None
    thousands: str | None = None
    dates: str | None = None
    missing: tuple[str, ...] | None = None
    type: str | None = None
    own: bool = False

    @property
    def wanted(self) -> str:
        """The type that the column must be of; empty if nobody said so."""
        marks = self.decimal is not None or self.thousands is not None
        return self.type or ("" if not self.own else "date" if self.dates else "number" if marks else "")


@dataclass(frozen=True, slots=True)
class Options:
    """None: guess. `member` is a file within a zip or a sheet; `ignored` are headers that nobody will ask for."""

    encoding: str | None = None
    separator: str | None = None
    quote: str | None = None
    titled: bool | None = None
    member: str | None = None
    every: ColumnOptions = ColumnOptions()
    columns: Mapping[str, ColumnOptions] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()

    @classmethod
    def parse(cls, words: Iterable[str], ignored: Iterable[str] = ()) -> Options:
        """`separator=semicolon`, `encoding=windows-1252`, `dates=DD/MM/YYYY`, `umsatz:decimal=comma`, `x:missing=k.A.`

        Raises: TableError with every word that is wrong.
        """
        table: dict[str, str] = {}
        columns: dict[str, dict[str, list[str]]] = {"": {}}
        problems = []
        for word in words:
            column, what, value = _parts(word)
            problem = _problem(word, column, what, value)
            if problem:
                problems.append(problem)
            elif what in _OF_TABLES:
                table[what] = value
            else:
                columns.setdefault(column, {}).setdefault(what, []).append(value)
        if problems:
            raise TableError(problems)
        made = {header: _column(said) for header, said in columns.items()}
        every = made.pop("")
        return cls(
            encoding=table.get("encoding"),
            separator=_mark(table.get("separator")),
            quote=_mark(table.get("quote")),
            titled={"none": False, "yes": True}.get(table.get("header", "")),
            member=table.get("sheet", table.get("file")),
            every=every,
            columns=made,
            ignored=frozenset(ignored),
        )

    def of(self, header: str, name: str) -> ColumnOptions:
        """What was said of this column, else of every column."""
        own = self.columns.get(header) or self.columns.get(name) or ColumnOptions()
        return ColumnOptions(
            decimal=self.every.decimal if own.decimal is None else own.decimal,
            thousands=self.every.thousands if own.thousands is None else own.thousands,
            dates=self.every.dates if own.dates is None else own.dates,
            missing=self.every.missing if own.missing is None else own.missing,
            type=self.every.type if own.type is None else own.type,
            own=any(said is not None for said in (own.decimal, own.thousands, own.dates)),
        )


def _parts(word: str) -> tuple[str, str, str]:
    """The column, what is said of it, and how; a title may hold marks itself (`a=b:decimal=comma`)."""
    said = _SAID.fullmatch(word)
    if said:
        return said["column"] or "", said["what"], said["value"]
    place, _, value = word.partition("=")
    column, _, what = place.rpartition(":")
    return column, what, value


def _column(said: Mapping[str, list[str]]) -> ColumnOptions:
    last = {what: values[-1] for what, values in said.items()}
    return ColumnOptions(
        decimal=_mark(last.get("decimal")),
        thousands=_mark(last.get("thousands")),
        dates=_ORDERS.get(last.get("dates", ""), last.get("dates")),
        missing=tuple(value for value in said["missing"] if value) if "missing" in said else None,
        type=last.get("type"),
    )


def _mark(value: str | None) -> str | None:
    return None if value is None else _MARKS.get(value.lower(), value)


def _problem(word: str, column: str, what: str, value: str) -> Problem | None:
    known = (*_OF_COLUMNS, *(() if column else _OF_TABLES))
    if "=" not in word or what not in known:
        step = "say WHAT=VALUE or COLUMN:WHAT=VALUE"
        return Problem("--read", "is no word about a table", word, f"there are: {', '.join(known)}", step)
    allowed = _allowed(what, value)
    if not allowed:
        return None
    return Problem("--read", f"no {what} is called {value}", word, f"there are: {allowed}")


def _allowed(what: str, value: str) -> str:
    """What there is, if the value is none of it; else empty."""
    if what == "type" and value not in _TYPES:
        return ", ".join(_TYPES)
    if what == "header" and value not in {"none", "yes"}:
        return "none, yes"
    if what == "dates" and value not in {*FORMATS, *_ORDERS}:
        return ", ".join([*_ORDERS, *FORMATS])
    if what == "encoding" and not _known_encoding(value):
        return "utf-8, utf-16, windows-1252, iso-8859-15 and what Python knows"
    if what in {"decimal", "thousands", "separator", "quote"} and len(_mark(value) or "") > 1:
        return "one character, or " + ", ".join(_MARKS)
    return "" if what != "decimal" or _mark(value) in {".", ","} else "dot, comma"


def _known_encoding(name: str) -> bool:
    try:
        "".encode(name)
    except (LookupError, UnicodeError, ValueError):
        return False
    return True
