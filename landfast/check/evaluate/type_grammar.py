"""The grammar of types, and what Terraform makes of a value of one, with the defaults of `optional(...)`."""

from __future__ import annotations

from abc import ABC
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from landfast.check.evaluate.convert import convert
from landfast.check.evaluate.cursor import ParseError
from landfast.check.evaluate.expressions import Node, WorkLeft
from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.templates import TemplateParser
from landfast.check.evaluate.types import (
    ANY,
    BOOL,
    NUMBER,
    STRING,
    ValueType,
    list_type,
    map_type,
    object_type,
    set_type,
    tuple_type,
    with_typed_nulls,
)
from landfast.policies.values import Unknown


@dataclass(frozen=True, slots=True)
class Defaults:
    """What stands for attributes that are missing or null, here and in the `parts` of a value.

    Parts are called by the attribute, by the number of the item of a tuple, or by `*` for all items.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    parts: Mapping[str, Defaults] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.values or self.parts)

    def applied(self, value: Any) -> Any:
        """A value with the defaults put in."""
        if isinstance(value, Mapping):
            found = dict(value)
            found.update({name: default for name, default in self.values.items() if found.get(name) is None})
            all_items = self.parts.get("*")
            return {name: (all_items or self.parts.get(name, _NONE)).applied(item) for name, item in found.items()}
        if isinstance(value, list):
            all_items = self.parts.get("*")
            return [(all_items or self.parts.get(str(at), _NONE)).applied(item) for at, item in enumerate(value)]
        return value


_NONE = Defaults()


def converted(value: Any, wanted: ValueType, defaults: Defaults) -> Any:
    """A value as one of a type; an Unknown if Terraform would refuse it."""
    try:
        return with_typed_nulls(convert(defaults.applied(value) if defaults else value, wanted), wanted)
    except UnresolvedError as error:
        return error.unknown
    except EvaluationError as error:
        return Unknown(f"a value is no {wanted.kind}: {error}", failed=True)


Parsed = tuple[ValueType, Defaults]


class TypeParser(TemplateParser, ABC):
    """Types: one method for each rule of the grammar."""

    def type(self) -> Parsed:
        """One type, from the cursor on, with the defaults in it."""
        self.deeper()
        name = self.name()
        found = _SIMPLE.get(name)
        parsed = (found, _NONE) if found and not self.accept("(") else self._complex(name, opened=found is not None)
        self.depth -= 1
        return parsed

    def _complex(self, name: str, *, opened: bool) -> Parsed:
        if not opened:
            self.expect("(")
        if name == "object":
            parsed = self._attributes()
        elif name == "tuple":
            parsed = self._items()
        elif name in _COLLECTIONS:
            item, inside = self.type()
            parsed = _COLLECTIONS[name](item), Defaults(parts={"*": inside}) if inside else _NONE
        else:
            raise ParseError(f"{name:.40} is no type")
        self.expect(")")
        return parsed

    def _items(self) -> Parsed:
        self.expect("[")
        found: list[Parsed] = []
        while not self.accept("]"):
            found.append(self.type())
            if not self.accept(","):
                self.expect("]")
                break
        parts = {str(at): inside for at, (_item, inside) in enumerate(found) if inside}
        return tuple_type(item for item, _inside in found), Defaults(parts=parts)

    def _attributes(self) -> Parsed:
        self.expect("{")
        types: dict[str, ValueType] = {}
        optional: set[str] = set()
        values: dict[str, Any] = {}
        parts: dict[str, Defaults] = {}
        while not self.accept("}"):
            name = self._attribute_name()
            if not self.accept("="):
                self.expect(":")
            (types[name], inside), may_lack, default = self._attribute_type()
            if may_lack:
                optional.add(name)
            if default is not None:
                values[name] = converted(default(_NO_NAMES), types[name], inside)
            if inside:
                parts[name] = inside
            self.accept(",")
        return object_type(types, frozenset(optional)), Defaults(values, parts)

    def _attribute_name(self) -> str:
        if not self.accept('"'):
            return self.name()
        name = self.name()
        self.expect('"')
        return name

    def _attribute_type(self) -> tuple[Parsed, bool, Node | None]:
        if self.peek_name() != "optional":
            return self.type(), False, None
        self.name()
        self.expect("(")
        parsed = self.type()
        default = self.expression() if self.accept(",") else None
        self.accept(",")
        self.expect(")")
        return parsed, True, default


class _NoNames:
    """Where defaults of types are evaluated: nothing is declared there."""

    files = None

    def __init__(self) -> None:
        self.work = WorkLeft()

    def resolve(self, root: str, steps: Sequence[Any]) -> tuple[Any, int]:
        return Unknown(f"{root:.60} is not declared", failed=True), len(steps)

    def child(self, names: Mapping[str, Any]) -> _NoNames:  # noqa: ARG002 (as a scope has it)
        return self


_NO_NAMES = _NoNames()
_SIMPLE: Mapping[str, ValueType] = {
    "any": ANY,
    "bool": BOOL,
    "list": list_type(ANY),
    "map": map_type(ANY),
    "number": NUMBER,
    "set": set_type(ANY),
    "string": STRING,
}
_COLLECTIONS: Mapping[str, Callable[[ValueType], ValueType]] = {"list": list_type, "map": map_type, "set": set_type}
