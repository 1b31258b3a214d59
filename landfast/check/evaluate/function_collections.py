"""Terraform's functions on lists, sets and maps. Raises as `function_text` does."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from typing import Any

from landfast.check.evaluate.function_numbers import tobool
from landfast.check.evaluate.function_text import characters
from landfast.check.evaluate.values import (
    ITEM_LIMIT,
    EvaluationError,
    Primitives,
    SetOfValues,
    UnresolvedError,
    require_known,
    text_of,
)
from landfast.policies.values import Unknown


def list_of(value: Any) -> list[Any]:
    if isinstance(value, Unknown):
        raise UnresolvedError(value)
    if not isinstance(value, list):
        raise EvaluationError("not a list")
    return value


def _map(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Unknown):
        raise UnresolvedError(value)
    if not isinstance(value, Mapping):
        raise EvaluationError("not a map")
    return value


def _bounded(items: Iterable[Any]) -> list[Any]:
    found = list(itertools.islice(items, ITEM_LIMIT + 1))
    if len(found) > ITEM_LIMIT:
        raise UnresolvedError(Unknown("a list has more than 100,000 items"))
    return found


def unique(items: Iterable[Any]) -> list[Any]:
    """Each item once, in order; items must be known. True is not 1."""
    seen: dict[Any, Any] = {}
    for item in items:
        known = require_known(item)
        key = (type(known).__name__, known) if not isinstance(known, list | Mapping) else ("json", repr(known))
        seen.setdefault(key, known)
    return list(seen.values())


def _ordered(value: Any) -> list[Any]:
    if isinstance(value, SetOfValues):
        raise EvaluationError("not a list but a set")
    return list_of(value)


def unified(items: list[Any]) -> list[Any]:
    """Items of one type, as a list, set or map has them: all of them strings where one of them is."""
    kinds = {_kind(item) for item in items if item is not None and not isinstance(item, Unknown)}
    if len(kinds) < 2:
        return items
    if "string" in kinds and "collection" not in kinds:
        return [item if item is None or isinstance(item, Unknown) else text_of(item) for item in items]
    # What made them may have one that is not to be seen here: both sides of a condition have, and what is empty.
    raise UnresolvedError(Unknown("the items have no common type"))


def _kind(item: Any) -> str:
    if isinstance(item, bool):
        return "bool"
    return "string" if isinstance(item, str) else "number" if isinstance(item, int | float) else "collection"


def same_value(value: Any) -> Any:
    return value


def concat(*lists: Any) -> list[Any]:
    if not lists:
        raise EvaluationError("takes at least one list")
    return _bounded(itertools.chain.from_iterable([_ordered(items) for items in lists]))


def merge(*maps: Any) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for items in maps:
        if items is not None:
            result.update(_map(items))
    return result


def lookup(collection: Any, key: Any, *default: Any) -> Any:
    items, name = _map(collection), text_of(key)
    if name in items:
        return items[name]
    if not default:
        raise EvaluationError("there is no such key")
    return default[0]


def element(items: Any, index: Any) -> Any:
    found = list_of(items)
    if not found:
        raise EvaluationError("the list is empty")
    number = require_known(index)
    at = int(number) if isinstance(number, str) and number.isdigit() else number
    if type(at) is not int or at < 0:
        raise EvaluationError("no index")
    return found[at % len(found)]


def index(items: Any, value: Any) -> int:
    return [require_known(item) for item in list_of(items)].index(require_known(value))


def contains(items: Any, value: Any) -> bool:
    wanted = require_known(value)
    found = list_of(items)
    if wanted is None:
        raise EvaluationError("null is in no list")
    if any(not isinstance(item, Unknown) and item == wanted for item in found):
        return True
    for item in found:
        require_known(item)
    return False


def coalesce(*items: Any) -> Any:
    for index, item in enumerate(items):
        if isinstance(item, Unknown):
            raise UnresolvedError(item)
        if item is not None and item != "":
            return unified([item, *items[index + 1 :]])[0]
    raise EvaluationError("no argument has a value")


def coalescelist(*lists: Any) -> list[Any]:
    for items in lists:
        found = list_of(items)
        if found:
            return found
    raise EvaluationError("no list has an item")


def compact(items: Any) -> list[Any]:
    known = [require_known(item) for item in list_of(items)]
    return Primitives(text_of(item) for item in known if item is not None and item != "")


def distinct(items: Any) -> list[Any]:
    return unique(unified(list_of(items)))


def flatten(items: Any) -> list[Any]:
    stack, found = [iter(list_of(items))], []
    while stack:
        for item in stack[-1]:
            if isinstance(item, list):
                if len(stack) > 64:
                    raise UnresolvedError(Unknown("lists nest deeper than 64"))
                stack.append(iter(item))
                break
            found.append(item)
            if len(found) > ITEM_LIMIT:
                raise UnresolvedError(Unknown("a list has more than 100,000 items"))
        else:
            stack.pop()
    return found


def length(value: Any) -> int:
    if isinstance(value, Unknown):
        raise UnresolvedError(value)
    if isinstance(value, str):
        return len(characters(value))
    if isinstance(value, list | Mapping):
        return len(value)
    raise EvaluationError("has no length")


def keys(value: Any) -> list[str]:
    return sorted(_map(value))


def values(value: Any) -> list[Any]:
    items = _map(value)
    return [items[key] for key in sorted(items)]


def zipmap(names: Any, items: Any) -> dict[str, Any]:
    return {text_of(name): item for name, item in zip(list_of(names), list_of(items), strict=True)}


def one(items: Any) -> Any:
    found = list_of(items)
    if len(found) > 1:
        raise EvaluationError("more than one item")
    return found[0] if found else None


def number_range(*numbers: Any) -> list[int | float]:
    known = [require_known(number) for number in numbers]
    if not 1 <= len(known) <= 3 or not all(isinstance(n, int | float) and math.isfinite(n) for n in known):
        raise EvaluationError("takes one to three numbers")
    start, end = (0, known[0]) if len(known) == 1 else (known[0], known[1])
    step = known[2] if len(known) == 3 else (1 if end >= start else -1)
    count = math.ceil((end - start) / step) if step else -1
    if not 0 <= count <= 1024:
        raise EvaluationError("more than 1024 numbers")
    return Primitives(start + step * number for number in range(count))


def reverse(items: Any) -> list[Any]:
    found = list_of(items)
    return Primitives(found[::-1]) if isinstance(found, Primitives) else found[::-1]


def slice_of(items: Any, start: Any, end: Any) -> list[Any]:
    found, first, last = list_of(items), int(require_known(start)), int(require_known(end))
    if not 0 <= first <= last <= len(found):
        raise EvaluationError("the bounds are outside of the list")
    return found[first:last]


def sort(items: Any) -> list[Any]:
    return Primitives(sorted(text_of(item) for item in list_of(items)))


def tolist(value: Any) -> list[Any] | None:
    return None if value is None else list(unified(list_of(value)))


def tomap(value: Any) -> Mapping[str, Any] | None:
    if value is None:
        return None
    items = _map(value)
    return dict(zip(items, unified(list(items.values())), strict=True))


def alltrue(items: Any) -> bool:
    return all(_truths(items))


def anytrue(items: Any) -> bool:
    return any(_truths(items))


def _truths(items: Any) -> list[bool]:
    return [bool(tobool(require_known(item))) for item in list_of(items)]


def chunklist(items: Any, size: Any) -> list[Any]:
    found, width = _ordered(items), int(require_known(size))
    if width < 0:
        raise EvaluationError("the size is negative")
    return [found[at : at + width] for at in range(0, len(found), width)] if width else [found]


def matchkeys(items: Any, names: Any, wanted: Any) -> list[Any]:
    keep = [require_known(name) for name in list_of(wanted)]
    pairs = zip(list_of(items), list_of(names), strict=True)
    return [item for item, name in pairs if require_known(name) in keep]


def transpose(value: Any) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for key, items in _map(require_known(value)).items():
        for item in list_of(items):
            found.setdefault(text_of(item), []).append(key)
    return {name: sorted(found[name]) for name in sorted(found)}
