"""Terraform's functions on lists. Arguments have the types that `functions` names; what is in them may be unknown.

Raises: EvaluationError where Terraform refuses, UnresolvedError where it can't be told.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from landfast.check.evaluate.convert import convert, in_common
from landfast.check.evaluate.equality import same
from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.function_numbers import whole
from landfast.check.evaluate.numbers import ShortInt, bits_of, exact, sized
from landfast.check.evaluate.ordering import identity
from landfast.check.evaluate.types import (
    NUMBER,
    STRING,
    TypedList,
    TypedMap,
    TypedNull,
    TypedSet,
    list_type,
    type_of,
    untyped,
)
from landfast.check.evaluate.unify import unify
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import ITEM_LIMIT, composed, require_known, text_of, unknown_inside
from landfast.policies.values import Unknown

_TOO_MANY = left_to_plan("a list has more than 100,000 items")
_RANGE_LIMIT = 1024


def sequence(value: Any, *, sets: bool = True) -> list[Any]:
    """A list or tuple, or a set where one may stand. Raises: EvaluationError."""
    if not isinstance(value, list) or (isinstance(value, TypedSet) and not sets):
        raise EvaluationError("not a list")
    return value


def like(source: list[Any], items: Sequence[Any]) -> list[Any]:
    """Items of a list as a list of its type; those of a tuple are a tuple."""
    return TypedList(items, source.item) if isinstance(source, TypedList) else list(items)


def bounded(items: itertools.chain[Any]) -> list[Any]:
    found = list(itertools.islice(items, ITEM_LIMIT + 1))
    if len(found) > ITEM_LIMIT:
        raise UnresolvedError(_TOO_MANY)
    return found


def concat(*lists: Any) -> list[Any]:
    if not lists:
        raise EvaluationError("takes at least one list")
    found = [sequence(items, sets=False) for items in lists]
    if all(isinstance(items, TypedList) for items in found):
        common = unify([type_of(items) for items in found])
        if common is not None:
            item = common.item if common.kind == "list" else common
            items = bounded(itertools.chain.from_iterable(found))
            return TypedList([convert(each, item) for each in items], item)
    return bounded(itertools.chain.from_iterable(found))


def element(items: Any, index: Any) -> Any:
    found, number = sequence(items, sets=False), whole(index)
    if not found:
        raise EvaluationError("the list is empty")
    if number < 0:
        raise UnresolvedError(
            left_to_plan("an index below 0 counts from the end with newer versions of Terraform alone")
        )
    return found[number % len(found)]


def index(items: Any, value: Any) -> int:
    for number, item in enumerate(sequence(items, sets=False)):
        equal = same(item, value)
        if isinstance(equal, Unknown):
            raise UnresolvedError(equal)
        if equal:
            return ShortInt(number)
    raise EvaluationError("there is no such item")


def contains(items: Any, value: Any) -> bool:
    if value is None:
        raise EvaluationError("null is in no list")
    unknown = unknown_inside(value)
    for item in sequence(items):
        equal = same(item, value)
        if equal is True:
            return True
        unknown = equal if isinstance(equal, Unknown) else unknown
    if unknown is not None:
        raise UnresolvedError(unknown)
    return False


def coalesce(*items: Any) -> Any:
    first = next((item for item in items if untyped(item) is not None and item != ""), None)
    if isinstance(first, Unknown):
        raise UnresolvedError(first)
    for item in in_common(items)[0] if items else ():
        if untyped(item) is not None and item != "":
            return item
    raise EvaluationError("no argument has a value")


def coalescelist(*lists: Any) -> Any:
    for items in lists:
        if not isinstance(items, Unknown) and not _is_no_list(items):
            sequence(items, sets=False)
    for items in lists:
        if isinstance(items, Unknown):
            raise UnresolvedError(items)
        if items and not _is_no_list(items):
            return untyped(items)
    raise EvaluationError("no list has an item")


def _is_no_list(value: Any) -> bool:
    """Whether it is a null of the type of lists, which counts as an empty one."""
    return isinstance(value, TypedNull) and value.type.kind in ("list", "tuple")


def compact(items: Any) -> list[Any]:
    return TypedList([item for item in require_known(items) if item is not None and item != ""], STRING)


def distinct(items: Any) -> list[Any]:
    kept: dict[Any, Any] = {}
    for item in require_known(items):
        kept.setdefault(identity(item), item)
    return TypedList(kept.values(), items.item)


def flatten(items: Any) -> list[Any]:
    stack, found = [iter(sequence(items))], []
    while stack:
        for item in stack[-1]:
            if isinstance(item, list):
                if len(stack) > 64:
                    raise UnresolvedError(left_to_plan("lists nest deeper than 64"))
                stack.append(iter(item))
                break
            found.append(item)
            if len(found) > ITEM_LIMIT:
                raise UnresolvedError(_TOO_MANY)
        else:
            stack.pop()
    return found


def one(items: Any) -> Any:
    found = sequence(items)
    if len(found) > 1:
        raise EvaluationError("more than one item")
    return found[0] if found else None


def number_range(*given: Any) -> list[Any]:
    known = [exact(require_known(number)) for number in given]
    if not 1 <= len(known) <= 3:
        raise EvaluationError("takes one to three numbers")
    start, end = (ShortInt(0), known[0]) if len(known) == 1 else (known[0], known[1])
    step = known[2] if len(known) == 3 else ShortInt(1 if end >= start else -1)
    if (end - start) * (step or 1) < 0:
        raise EvaluationError("leads the wrong way")
    found: list[Any] = []
    number = start
    while number > end if step < 0 else number < end:
        if len(found) >= _RANGE_LIMIT:
            raise EvaluationError(f"more than {_RANGE_LIMIT} numbers")
        found.append(number)
        number = sized(number + step, max(bits_of(number), bits_of(step)))
    return TypedList(found, NUMBER)


def reverse(items: Any) -> list[Any]:
    found = sequence(items)
    return TypedList(found[::-1], found.item) if isinstance(found, TypedList | TypedSet) else found[::-1]


def slice_of(items: Any, start: Any, end: Any) -> list[Any]:
    found, first, last = sequence(items, sets=False), whole(start), whole(end)
    if not 0 <= first <= last <= len(found):
        raise EvaluationError("the bounds are outside of the list")
    return like(found, found[first:last])


def sort(items: Any) -> list[Any]:
    return TypedList(sorted(text_of(item) for item in items), STRING)


def alltrue(items: Any) -> bool:
    for item in items:
        if isinstance(item, Unknown):
            raise UnresolvedError(item)
        if not item:
            return False
    return True


def anytrue(items: Any) -> bool:
    if any(item is True for item in items):
        return True
    unknown = next((item for item in items if isinstance(item, Unknown)), None)
    if unknown is not None:
        raise UnresolvedError(unknown)
    return False


def chunklist(items: Any, size: Any) -> list[Any]:
    width = whole(size)
    if width < 0:
        raise EvaluationError("the size is negative")
    starts = range(0, len(items), width or len(items) or 1)
    chunks = [TypedList(items[at : at + (width or len(items))], items.item) for at in starts]
    return TypedList(chunks, type_of(items))


def matchkeys(items: Any, names: Any, wanted: Any) -> list[Any]:
    if len(items) != len(names):
        raise EvaluationError("the lists differ in length")
    if unify([type_of(names), type_of(wanted)]) is None:
        raise EvaluationError("the keys have no common type")
    (names, wanted), _type = in_common([names, wanted])
    keep = {identity(name) for name in require_known(wanted)}
    found = [item for item, name in zip(items, require_known(names), strict=True) if identity(name) in keep]
    return TypedList(found, items.item)


def transpose(value: Any) -> dict[str, Any]:
    found: dict[str, list[str]] = {}
    for key, items in require_known(value).items():
        if items is None:
            raise EvaluationError("a list is null")
        for item in items:
            found.setdefault(text_of(item), []).append(composed(key))
    lists = {name: TypedList(sorted(found[name]), STRING) for name in sorted(found)}
    return TypedMap(lists, list_type(STRING))
