"""Terraform's functions on maps and sets, and on whatever has items. Raises as `function_lists` does."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

from landfast.check.evaluate.convert import convert, in_common, set_of
from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.function_lists import sequence
from landfast.check.evaluate.function_text import characters
from landfast.check.evaluate.numbers import ShortInt
from landfast.check.evaluate.ordering import identity
from landfast.check.evaluate.types import (
    ANY,
    STRING,
    TypedList,
    TypedMap,
    TypedNull,
    TypedSet,
    ValueType,
    set_type,
    tuple_type,
    type_of,
)
from landfast.check.evaluate.unify import unify
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import ITEM_LIMIT, require_known, text_of, unknown_inside


def mapping(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise EvaluationError("not a map")
    return value


def length(value: Any) -> int:
    if isinstance(value, str):
        return ShortInt(len(characters(value)))
    if isinstance(value, TypedSet) and len(value) > 1:
        unknown = unknown_inside(value)
        if unknown is not None:
            # Two of them may be the same.
            raise UnresolvedError(unknown)
    if isinstance(value, list | Mapping):
        return ShortInt(len(value))
    raise EvaluationError("has no length")


def keys(value: Any) -> list[Any]:
    names = sorted(mapping(value))
    return TypedList(names, STRING) if isinstance(value, TypedMap) else list(names)


def values(value: Any) -> list[Any]:
    items = mapping(value)
    found = [items[key] for key in sorted(items)]
    return TypedList(found, value.item) if isinstance(value, TypedMap) else found


def lookup(collection: Any, key: Any, *default: Any) -> Any:
    if len(default) > 1:
        raise EvaluationError("takes two or three arguments")
    items = mapping(collection)
    # The default has to fit, whether it is needed or not.
    instead = [convert(each, items.item) if isinstance(items, TypedMap) else each for each in default]
    if key in items:
        return items[key]
    if not instead:
        raise EvaluationError("there is no such key")
    return instead[0]


def merge(*maps: Any) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if any(isinstance(items, TypedNull) and items.type.kind not in ("map", "object") for items in maps):
        raise EvaluationError("not a map")
    if maps and all(isinstance(each, TypedNull) and each.type == maps[0].type for each in maps) and _is_object(maps[0]):
        # Terraform promises what they are of, and has nothing with these attributes to give.
        raise EvaluationError("every object is null")
    maps = tuple(None if isinstance(items, TypedNull) else items for items in maps)
    for items in maps:
        if items is not None:
            result.update(mapping(items))
    types = {type_of(items) for items in maps if items is not None}
    first = next((items for items in maps if items is not None), None)
    if isinstance(first, TypedMap) and len(types) == 1 and None not in maps:
        return TypedMap(result, first.item)
    return result


def _is_object(null: TypedNull) -> bool:
    return null.type.kind == "object"


def zipmap(names: Any, items: Any) -> dict[str, Any]:
    found = sequence(items, sets=False)
    if len(names) != len(found):
        raise EvaluationError("the lists differ in length")
    pairs = {text_of(name): item for name, item in zip(names, found, strict=True)}
    return TypedMap(pairs, found.item) if isinstance(found, TypedList) else pairs


def setunion(*sets: Any) -> list[Any]:
    alike, item = _alike(sets)
    return set_of(itertools.chain.from_iterable(alike), item)


def setintersection(*sets: Any) -> list[Any]:
    (first, *others), item = _alike(sets)
    known = [{identity(each) for each in require_known(other)} for other in others]
    return set_of([each for each in require_known(first) if all(identity(each) in other for other in known)], item)


def setsubtract(first: Any, second: Any) -> list[Any]:
    (kept, removed), item = _alike((first, second))
    gone = {identity(each) for each in require_known(removed)}
    return set_of([each for each in require_known(kept) if identity(each) not in gone], item)


def _alike(sets: Sequence[Any]) -> tuple[list[list[Any]], ValueType]:
    """The sets with items of one type; an empty one of no type fits any."""
    types = [found.item for found in sets if found or found.item != ANY]
    item = unify(types) if types else ANY
    if item is None:
        raise EvaluationError("the sets have no common type")
    return [convert(found, set_type(item)) if found else [] for found in sets], item


def setproduct(*sets: Any) -> list[Any]:
    lists = [sequence(items) for items in sets]
    if len(lists) < 2:
        raise EvaluationError("takes at least two sets")
    if math.prod(len(items) for items in lists) > ITEM_LIMIT:
        raise UnresolvedError(left_to_plan("a product has more than 100,000 items"))
    columns = [_column(items) for items in lists]
    item = tuple_type(type_ for _items, type_ in columns)
    rows = [list(row) for row in itertools.product(*(items for items, _type in columns))]
    return set_of(rows, item) if any(isinstance(items, TypedSet) for items in lists) else TypedList(rows, item)


def _column(items: list[Any]) -> tuple[list[Any], ValueType]:
    if isinstance(items, TypedList | TypedSet):
        return items, items.item
    return in_common(items) if items else ([], ANY)
