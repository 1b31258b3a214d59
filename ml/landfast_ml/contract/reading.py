"""A typed document from its JSON: every field that is missing or of another kind is said with its path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from landfast_ml.contract.problems import Problem, ProblemsError

T = TypeVar("T")
_KINDS: Mapping[Any, str] = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
_WRONG = object()


class ContractError(ProblemsError):
    """The document isn't what both sides agreed on."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a document comes from: `path` is its file or command, `root` its place there. What to do: `anew` if it is
    wrong or of an older schema than is read here, `newer` if it is of a newer one."""

    path: str
    anew: str
    newer: str
    root: str = ""


def read(kind: type[T], document: Any, origin: Origin, schema: int, *, closed: bool = False) -> T:
    """`kind` is a dataclass with a field `schema`; a document without one is of the first, from before there were any.

    Fields that `kind` doesn't have are left out, since a newer writer may know more; where the document is `closed`
    they are problems.

    Raises: ContractError.
    """
    reader = _Reader(origin)
    reader.check_schema(document, schema)
    found = _WRONG if reader.problems else reader.value(kind, document, origin.root, closed=closed)
    if reader.problems:
        raise ContractError(reader.problems)
    return cast(T, found)


@dataclass(slots=True)
class _Reader:
    origin: Origin
    problems: list[Problem] = field(default_factory=list)

    def check_schema(self, document: Any, schema: int) -> None:
        given = document.get("schema", 1) if isinstance(document, dict) else schema
        if given == schema:
            return
        newer = isinstance(given, int) and given > schema
        step = self.origin.newer if newer else self.origin.anew
        path, limit = self._at(self.origin.root), f"{schema} is read here"
        self.problems.append(Problem(path, f"is of schema {given}", "", limit, step))

    def value(self, kind: Any, given: Any, path: str, *, closed: bool = False) -> Any:
        """`_WRONG` after its problems were noted."""
        if kind is Any:
            return given
        if is_dataclass(kind):
            return self._record(kind, given, path, closed=closed)
        outer, inner = get_origin(kind), get_args(kind)
        if outer is UnionType:
            plain = next(one for one in inner if one is not type(None))
            return None if given is None else self.value(plain, given, path)
        if outer is Literal:
            return given if given in inner else self._wrong(path, given, " or ".join(map(str, inner)))
        if outer is tuple:
            return self._sequence(inner[0], given, path)
        if outer is Mapping:
            return self._mapping(inner, given, path)
        fits = type(given) is kind or (kind is float and type(given) is int)
        return given if fits else self._wrong(path, given, _KINDS[kind])

    def _record(self, kind: Any, given: Any, path: str, *, closed: bool) -> Any:
        if not isinstance(given, dict):
            return self._wrong(path, given, "an object")
        types, found = get_type_hints(kind), {}
        for one in fields(kind):
            below = f"{path}.{one.name}" if path else one.name
            if one.name in given:
                found[one.name] = self.value(types[one.name], given[one.name], below)
            elif _needed(one):
                self._wrong(below, _WRONG, _said(types[one.name]))
        for name in given if closed else ():
            if name not in types:
                self.problems.append(Problem(self._at(f"{path}.{name}" if path else name), "there is no such fact"))
        return _WRONG if self.problems else kind(**found)

    def _mapping(self, inner: tuple[Any, ...], given: Any, path: str) -> Any:
        """Where its keys are told by the type, each must be there."""
        if not isinstance(given, dict):
            return self._wrong(path, given, "an object")
        keys = get_args(inner[0]) if get_origin(inner[0]) is Literal else tuple(given)
        for key in keys:
            if key not in given:
                self._wrong(f"{path}.{key}", _WRONG, _said(inner[1]))
        return {key: self.value(inner[1], given[key], f"{path}.{key}") for key in keys if key in given}

    def _sequence(self, inner: Any, given: Any, path: str) -> Any:
        if not isinstance(given, list):
            return self._wrong(path, given, "a list")
        return tuple(self.value(inner, one, f"{path}.{number}") for number, one in enumerate(given))

    def _wrong(self, path: str, given: Any, limit: str) -> object:
        fact, value = ("is missing", "") if given is _WRONG else (f"is not {limit}", f"given {given!r:.60}")
        self.problems.append(Problem(self._at(path), fact, value, "" if value else limit, self.origin.anew))
        return _WRONG

    def _at(self, path: str) -> str:
        return f"{self.origin.path}: {path}" if path else self.origin.path


def _needed(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _said(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(map(str, get_args(kind)))
    return _KINDS.get(kind, "a list" if get_origin(kind) is tuple else "an object")
