"""Type constraints of variables: what Terraform makes of a given value, with the defaults of `optional(...)`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from landfast.check.evaluate.cursor import ParseError
from landfast.check.evaluate.expressions import Node
from landfast.check.evaluate.function_numbers import tobool, tonumber, tostring
from landfast.check.evaluate.function_sets import toset
from landfast.check.evaluate.parser import Parser
from landfast.check.evaluate.values import EvaluationError, UnresolvedError
from landfast.policies.values import Unknown

Convert = Callable[[Any], Any]


@lru_cache(maxsize=4096)
def constraint(text: str) -> Convert:
    """The conversion to a type, as `type` has it: `string`, `${list(string)}`, `object({a = optional(bool, true)})`.

    It gives an Unknown for what Terraform would refuse. One that can't be parsed converts everything to an Unknown.
    """
    bare = text.strip()
    bare = bare[2:-1] if bare.startswith("${") and bare.endswith("}") else bare
    try:
        parser = _TypeParser(bare)
        convert = parser.type()
        parser.end()
    except ParseError as error:
        unknown = Unknown(f"the type of a variable can't be parsed: {error}", failed=True)
        return lambda _value: unknown
    return convert


class _TypeParser(Parser):
    def type(self) -> Convert:
        self.deeper()
        name = self.name()
        convert = _SIMPLE.get(name)
        if convert is None or self.accept("("):
            convert = self._complex(name, opened=convert is not None)
        self.depth -= 1
        return convert

    def _complex(self, name: str, *, opened: bool) -> Convert:
        if not opened:
            self.expect("(")
        if name == "object":
            convert = _object(self._attributes())
        elif name == "tuple":
            convert = _tuple(self._items())
        elif name in _COLLECTIONS:
            convert = _COLLECTIONS[name](self.type())
        else:
            raise ParseError(f"{name:.40} is no type")
        self.expect(")")
        return convert

    def _items(self) -> list[Convert]:
        self.expect("[")
        found = []
        while not self.accept("]"):
            found.append(self.type())
            if not self.accept(","):
                self.expect("]")
                break
        return found

    def _attributes(self) -> dict[str, tuple[Convert, bool, Node | None]]:
        """Name -> (conversion, whether it may be left out, its default)."""
        self.expect("{")
        found = {}
        while not self.accept("}"):
            name = self._attribute_name()
            if not self.accept("="):
                self.expect(":")
            found[name] = self._attribute_type()
            self.accept(",")
        return found

    def _attribute_name(self) -> str:
        if not self.accept('"'):
            return self.name()
        name = self.name()
        self.expect('"')
        return name

    def _attribute_type(self) -> tuple[Convert, bool, Node | None]:
        if self.peek_name() != "optional":
            return self.type(), False, None
        self.name()
        self.expect("(")
        convert = self.type()
        default = self.expression() if self.accept(",") else None
        self.accept(",")
        self.expect(")")
        return convert, True, default


def _primitive(function: Callable[[Any], Any], name: str) -> Convert:
    def convert(value: Any) -> Any:
        if value is None or isinstance(value, Unknown):
            return value
        try:
            return function(value)
        except UnresolvedError as error:
            return error.unknown
        except (EvaluationError, ValueError):
            return Unknown(f"a value is no {name}", failed=True)

    return convert


def _list(inner: Convert) -> Convert:
    def convert(value: Any) -> Any:
        if isinstance(value, list):
            return [inner(item) for item in value]
        return _unfit(value, "list")

    return convert


def _set(inner: Convert) -> Convert:
    def convert(value: Any) -> Any:
        if not isinstance(value, list):
            return _unfit(value, "set")
        items = [inner(item) for item in value]
        try:
            return toset(items)
        except UnresolvedError:
            # Which of them are the same is not known: none of them is lost.
            return items

    return convert


def _map(inner: Convert) -> Convert:
    def convert(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: inner(item) for key, item in value.items()}
        return _unfit(value, "map")

    return convert


def _object(attributes: Mapping[str, tuple[Convert, bool, Node | None]]) -> Convert:
    def convert(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return _unfit(value, "object")
        result: dict[str, Any] = {}
        for name, (inner, optional, default) in attributes.items():
            item = value.get(name)
            if item is None and default is not None:
                item = default(_NO_NAMES)
            if item is None and name not in value and not optional:
                return Unknown(f"the attribute {name:.60} of an object is missing", failed=True)
            result[name] = inner(item)
        return result

    return convert


def _tuple(items: Sequence[Convert]) -> Convert:
    def convert(value: Any) -> Any:
        if isinstance(value, list) and len(value) == len(items):
            return [inner(item) for inner, item in zip(items, value, strict=True)]
        return _unfit(value, "tuple of that length")

    return convert


def _unfit(value: Any, name: str) -> Any:
    """null and what is not known stay; a resource or a module given whole is taken as it is."""
    if value is None or isinstance(value, Unknown) or hasattr(value, "attribute"):
        return value
    return Unknown(f"a value is no {name}", failed=True)


class _NoNames:
    """Where defaults of types are evaluated: nothing is declared there."""

    def resolve(self, root: str, steps: Sequence[Any]) -> tuple[Any, int]:
        return Unknown(f"{root:.60} is not declared", failed=True), len(steps)

    def child(self, names: Mapping[str, Any]) -> _NoNames:  # noqa: ARG002 (as a scope has it)
        return self


_NO_NAMES = _NoNames()
_SIMPLE: Mapping[str, Convert] = {
    "any": lambda value: value,
    "bool": _primitive(tobool, "bool"),
    "list": _list(lambda value: value),
    "map": _map(lambda value: value),
    "number": _primitive(tonumber, "number"),
    "set": _set(lambda value: value),
    "string": _primitive(tostring, "string"),
}
_COLLECTIONS: Mapping[str, Callable[[Convert], Convert]] = {"list": _list, "map": _map, "set": _set}
