"""Turns values into other types as Terraform does: of variables, of arguments, of the sides of a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from landfast.check.evaluate.failures import EvaluationError
from landfast.check.evaluate.numbers import exact, is_number, parsed_number
from landfast.check.evaluate.ordering import identity, sorted_items
from landfast.check.evaluate.types import (
    ANY,
    ProvidedList,
    ProvidedMap,
    TypedList,
    TypedMap,
    TypedNull,
    TypedSet,
    ValueType,
    bare,
    has_any,
    is_typed,
    type_of,
)
from landfast.check.evaluate.unify import convertible, unify
from landfast.check.evaluate.unknowns import made_later
from landfast.check.evaluate.values import text_of, unknown_inside
from landfast.policies.values import Unknown


def convert(value: Any, wanted: ValueType) -> Any:
    """A value as one of another type. null and what is not known stay; so does a resource or module given whole.

    Raises: EvaluationError if Terraform refuses, UnresolvedError if it can't be told.
    """
    if wanted.kind in ("any", "open") or value is None or isinstance(value, Unknown) or hasattr(value, "attribute"):
        return value
    if type(value) is not TypedNull:
        return _CONVERSIONS[wanted.kind](value, wanted)
    if convertible(value.type, wanted):
        return None
    raise EvaluationError("a null of another type")


def _string(value: Any, _wanted: ValueType) -> str:
    return value if type(value) is str else text_of(value)


def _number(value: Any, _wanted: ValueType) -> Any:
    if is_number(value):
        return exact(value)
    if isinstance(value, str):
        return parsed_number(value)
    raise EvaluationError("not a number")


_TRUTHS = {"true": True, "1": True, "false": False, "0": False}


def _bool(value: Any, _wanted: ValueType) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _TRUTHS:
        return _TRUTHS[value]
    raise EvaluationError("not a bool")


def _sequence(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise EvaluationError(f"not a {name}")
    return value


def _list(value: Any, wanted: ValueType) -> TypedList:
    if type(value) is TypedList and value.item == wanted.item:
        return value
    return TypedList(*_alike(_sequence(value, "list"), wanted.item))


def _set(value: Any, wanted: ValueType) -> TypedSet:
    if type(value) is TypedSet and value.item == wanted.item:
        return value
    return set_of(*_alike(_sequence(value, "set"), wanted.item))


def _map(value: Any, wanted: ValueType) -> TypedMap:
    if type(value) is TypedMap and value.item == wanted.item:
        return value
    if not isinstance(value, Mapping):
        raise EvaluationError("not a map")
    items, item = _alike(list(value.values()), wanted.item, value)
    return TypedMap(dict(zip(value, items, strict=True)), item)


def _own_item(value: Any) -> ValueType | None:
    return value.item if isinstance(value, TypedList | TypedSet | TypedMap) else None


def _alike(
    values: Sequence[Any], wanted: ValueType, of_map: Mapping[str, Any] | None = None
) -> tuple[list[Any], ValueType]:
    """(items of one type, that type); `of_map` is the map whose values they are."""
    own = _own_item(values if of_map is None else of_map)
    if wanted.kind == "any":
        common = own or (unify([type_of(value) for value in values]) if values else ANY)
        if common is None:
            raise EvaluationError("the items have no common type")
        wanted = common
    elif own is not None and not convertible(own, wanted):
        raise EvaluationError("the items can't be turned into that type")
    items = [convert(value, wanted) for value in values]
    if not has_any(wanted):
        return items, bare(wanted)
    # `any` inside: what became of the items has to be of one type all the same.
    common = unify([type_of(item) for item in items]) if items else wanted
    if common is None:
        raise EvaluationError("the items have no common type")
    items = [convert(item, common) for item in items]
    if not _agree([item for item in items if item is not None] if of_map is not None else items, common):
        raise EvaluationError("the items have no common type")
    return items, common


def _agree(items: Sequence[Any], type_: ValueType) -> bool:
    """Whether what stands where a type says nothing is of one type in all items, as far as that is known."""
    known = [item for item in items if not isinstance(item, Unknown)]
    if type_.kind == "any":
        return not all(map(is_typed, known)) or len({type_of(item) for item in known}) < 2
    there = [item for item in known if item is not None]
    if type_.kind == "object":
        return all(_agree([item.get(name) for item in there], part) for name, part in type_.attributes.items())
    if type_.kind == "tuple":
        return all(_agree([item[at] for item in there], part) for at, part in enumerate(type_.parts))
    return True


def set_of(items: Iterable[Any], item: ValueType) -> TypedSet:
    """A set of items of one type, in Terraform's order. What is not known is kept: which are the same is not known."""
    known: dict[Any, Any] = {}
    unknown = []
    for value in items:
        if unknown_inside(value) is None:
            known.setdefault(identity(value), value)
        else:
            unknown.append(value)
    return TypedSet([*sorted_items(known.values(), item), *unknown], item)


def _object(value: Any, wanted: ValueType) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise EvaluationError("not an object")
    result: dict[str, Any] = {}
    for name, part in wanted.attributes.items():
        if name in value:
            result[name] = convert(value[name], part)
        elif name in wanted.optional:
            result[name] = None
        elif isinstance(value, ProvidedMap):
            result[name] = made_later(f"{value.reference}.{name}")
        else:
            raise EvaluationError(f"the attribute {name:.60} of an object is missing")
    return result


def _tuple(value: Any, wanted: ValueType) -> list[Any]:
    if type(value) not in (list, ProvidedList) or len(value) != len(wanted.parts):
        raise EvaluationError("not a tuple of that length")
    return [convert(item, part) for item, part in zip(value, wanted.parts, strict=True)]


_CONVERSIONS: Mapping[str, Callable[[Any, ValueType], Any]] = {
    "bool": _bool,
    "list": _list,
    "map": _map,
    "number": _number,
    "object": _object,
    "set": _set,
    "string": _string,
    "tuple": _tuple,
}


def in_common(values: Sequence[Any]) -> tuple[list[Any], ValueType]:
    """(the values turned into the type that all have in common, that type). Raises: as `convert`."""
    types = [type_of(value) for value in values]
    common = unify(types)
    if common is None:
        raise EvaluationError("the items have no common type")
    return [convert(value, common) for value in values], common
