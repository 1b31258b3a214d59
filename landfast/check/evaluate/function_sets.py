"""Terraform's functions on sets. Raises as `function_text` does."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

from landfast.check.evaluate.function_collections import list_of, unified, unique
from landfast.check.evaluate.values import ITEM_LIMIT, EvaluationError, SetOfValues, UnresolvedError, require_known
from landfast.policies.values import Unknown


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: (item is None, item if isinstance(item, str | int | float) else repr(item)))


def _set(items: list[Any]) -> SetOfValues:
    return SetOfValues(_sorted(unique(unified(items))))


def toset(value: Any) -> list[Any] | None:
    return None if value is None else _set(list_of(value))


def setunion(*sets: Any) -> list[Any]:
    return _set(list(itertools.chain.from_iterable(_alike(sets))))


def setintersection(*sets: Any) -> list[Any]:
    first, *others = _alike(sets)
    return _set([item for item in first if all(item in other for other in others)])


def setsubtract(first: Any, second: Any) -> list[Any]:
    kept, removed = _alike((first, second))
    return _set([item for item in kept if item not in removed])


def _alike(sets: Sequence[Any]) -> list[list[Any]]:
    """The sets with items of one type."""
    lists = [list_of(items) for items in sets]
    items = iter(unified([require_known(item) for item in itertools.chain.from_iterable(lists)]))
    return [list(itertools.islice(items, len(found))) for found in lists]


def setproduct(*sets: Any) -> list[Any]:
    lists = [list_of(items) for items in sets]
    if len(lists) < 2:
        raise EvaluationError("takes at least two sets")
    if math.prod(len(items) for items in lists) > ITEM_LIMIT:
        raise UnresolvedError(Unknown("a product has more than 100,000 items"))
    return [list(row) for row in itertools.product(*lists)]
