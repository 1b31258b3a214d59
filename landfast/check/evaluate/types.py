"""Types as Terraform knows them, and values that say theirs: lists, sets and maps have one, tuples and objects many.

A tuple is a `list`, an object a `dict`. What a provider gives has the type of its schema, which is not known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

Kind = Literal["any", "bool", "list", "map", "number", "object", "open", "set", "string", "tuple"]


@dataclass(frozen=True, slots=True)
class ValueType:
    """`parts` are the type of the items, of each item of a tuple, of each attribute in `names` of an object.

    `optional` are attributes that a value of it may lack.
    """

    kind: Kind
    parts: tuple[ValueType, ...] = ()
    names: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()

    @property
    def item(self) -> ValueType:
        return self.parts[0]

    @property
    def attributes(self) -> Mapping[str, ValueType]:
        return dict(zip(self.names, self.parts, strict=True))

    @property
    def is_primitive(self) -> bool:
        return self.kind in ("bool", "number", "string")


ANY = ValueType("any")
# Of what is not known: it may be of any type, and so may what has to be of one type with it.
OPEN = ValueType("open")
BOOL = ValueType("bool")
NUMBER = ValueType("number")
STRING = ValueType("string")


def list_type(item: ValueType) -> ValueType:
    return ValueType("list", (item,))


def set_type(item: ValueType) -> ValueType:
    return ValueType("set", (item,))


def map_type(item: ValueType) -> ValueType:
    return ValueType("map", (item,))


def tuple_type(items: Iterable[ValueType]) -> ValueType:
    return ValueType("tuple", tuple(items))


def object_type(attributes: Mapping[str, ValueType], optional: frozenset[str] = frozenset()) -> ValueType:
    names = tuple(sorted(attributes))
    return ValueType("object", tuple(attributes[name] for name in names), names, optional)


@dataclass(frozen=True, slots=True)
class TypedNull:
    """A null that was turned into a type: what has to be of one type with it may have to become that one.

    It stands alone, or in a tuple or an object: collections have their type themselves.
    """

    type: ValueType


def untyped(value: Any) -> Any:
    """A value as all takes it that asks for no types: with null alone."""
    kind = type(value)
    if kind is TypedNull:
        return None
    return _without({}, value) if _may_hold_one(value, kind) and _holds_one(value) else value


def _may_hold_one(value: Any, kind: type) -> bool:
    """A collection has the type of its own nulls, but not those of the objects in it."""
    return kind in (list, dict) or (kind in (TypedList, TypedSet, TypedMap) and bool(value.item.parts))


def _holds_one(value: Any) -> bool:
    """Whether a null with a type stands in a value, whose parts may be the same many times."""
    stack, seen = [value], {id(value)}
    while stack:
        current = stack.pop()
        for item in current.values() if isinstance(current, dict) else current:
            kind = type(item)
            if kind is TypedNull:
                return True
            if id(item) not in seen and _may_hold_one(item, kind):
                seen.add(id(item))
                stack.append(item)
    return False


def _without(made: dict[int, Any], value: Any) -> Any:
    kind = type(value)
    if kind is TypedNull:
        return None
    if not _may_hold_one(value, kind):
        return value
    if id(value) not in made:
        parts: Any = (
            {name: _without(made, item) for name, item in value.items()}
            if isinstance(value, dict)
            else [_without(made, item) for item in value]
        )
        made[id(value)] = parts if kind in (list, dict) else kind(parts, value.item)
    return made[id(value)]


class TypedList(list[Any]):
    """A list of Terraform."""

    __slots__ = ("item",)

    def __init__(self, items: Iterable[Any], item: ValueType) -> None:
        super().__init__(items)
        self.item = item


class TypedSet(list[Any]):
    """A set of Terraform: in its order, each item once. It has no indexes."""

    __slots__ = ("item",)

    def __init__(self, items: Iterable[Any], item: ValueType) -> None:
        super().__init__(items)
        self.item = item


class TypedMap(dict[str, Any]):
    """A map of Terraform."""

    __slots__ = ("item",)

    def __init__(self, items: Mapping[str, Any], item: ValueType) -> None:
        super().__init__(items)
        self.item = item


class ProvidedList(list[Any]):
    """A list, set or tuple of a resource: which of them it is, the provider's schema says."""

    __slots__ = ()


class ProvidedMap(dict[str, Any]):
    """A map, an object or a block of a resource: which of them it is, the provider's schema says. `reference` names it:
    what it doesn't say the cloud may."""

    __slots__ = ("reference",)

    def __init__(self, items: Mapping[str, Any], reference: str) -> None:
        super().__init__(items)
        self.reference = reference


def provided(value: Any, reference: str) -> Any:
    """A value of a resource, so that nothing is held of its type. `reference` is what it is called by."""
    if isinstance(value, list):
        return ProvidedList([provided(item, f"{reference}[{number}]") for number, item in enumerate(value)])
    if type(value) is dict:
        return ProvidedMap({key: provided(item, f"{reference}.{key}") for key, item in value.items()}, reference)
    return value


def type_of(value: Any) -> ValueType:  # noqa: PLR0911 (one for each kind)
    """The type of a value; ANY of null, OPEN of what is not known."""
    if isinstance(value, str):
        return STRING
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, int | float | Fraction):
        return NUMBER
    if isinstance(value, TypedList):
        return list_type(value.item)
    if isinstance(value, TypedSet):
        return set_type(value.item)
    if isinstance(value, TypedMap):
        return map_type(value.item)
    if type(value) is list:
        return tuple_type(type_of(item) for item in value)
    if type(value) is dict:
        return object_type({str(name): type_of(item) for name, item in value.items()})
    if isinstance(value, TypedNull):
        return value.type
    return ANY if value is None else OPEN


def is_typed(value: Any) -> bool:
    """Whether the type of all of a value is known: that of null is, that of what a provider gives is not."""
    if isinstance(value, ProvidedList | ProvidedMap):
        return False
    if isinstance(value, list):
        return all(is_typed(item) for item in value)
    if isinstance(value, dict):
        return all(is_typed(item) for item in value.values())
    return value is None or isinstance(value, str | int | float | Fraction | TypedNull)


def has_any(type_: ValueType) -> bool:
    """Whether something of a type is not known."""
    return type_.kind in ("any", "open") or any(has_any(part) for part in type_.parts)


def bare(type_: ValueType) -> ValueType:
    """A type without the mark of what may be left out."""
    if not type_.parts:
        return type_
    return ValueType(type_.kind, tuple(bare(part) for part in type_.parts), type_.names)


def with_typed_nulls(value: Any, wanted: ValueType) -> Any:
    """A value that was turned into a type, whose nulls say theirs. Those that a collection holds have that one's."""
    kind = type(value)
    if value is None:
        return None if has_any(wanted) else TypedNull(bare(wanted))
    if wanted.kind == "object" and kind is dict:
        parts = wanted.attributes
        return _kept(value, {name: with_typed_nulls(item, parts[name]) for name, item in value.items()})
    if wanted.kind == "tuple" and kind is list:
        return _kept(value, list(map(with_typed_nulls, value, wanted.parts)))
    if wanted.parts and wanted.item.parts:
        if kind is TypedMap:
            return TypedMap({key: _inside(item, wanted.item) for key, item in value.items()}, value.item)
        if kind in (TypedList, TypedSet):
            return kind([_inside(item, wanted.item) for item in value], value.item)
    return value


def _inside(value: Any, wanted: ValueType) -> Any:
    return None if value is None else with_typed_nulls(value, wanted)


def _kept(value: Any, made: Any) -> Any:
    """The value itself where nothing of it changed: many may share it."""
    there = zip(value.values(), made.values(), strict=True) if type(value) is dict else zip(value, made, strict=True)
    return value if all(one is other for one, other in there) else made
