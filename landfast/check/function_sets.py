"""Terraform's functions on sets. Raises as `function_text` does."""

from __future__ import annotations

import itertools
import math
from typing import Any

from landfast.check.function_collections import concat, list_of, unified, unique
from landfast.check.values import ITEM_LIMIT, EvaluationError, SetOfValues, UnresolvedError
from policies.values import Unknown


def _sorted(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: (item is None, item if isinstance(item, str | int | float) else repr(item)))


def _set(items: list[Any]) -> SetOfValues:
    return SetOfValues(_sorted(unique(unified(items))))


def toset(value: Any) -> list[Any] | None:
    return None if value is None else _set(list_of(value))


def setunion(*sets: Any) -> list[Any]:
    return _set(concat(*(list(list_of(items)) for items in sets)))


def setintersection(first: Any, *others: Any) -> list[Any]:
    found = unique(list_of(first))
    for other in others:
        allowed = unique(list_of(other))
        found = [item for item in found if item in allowed]
    return SetOfValues(_sorted(found))


def setsubtract(first: Any, second: Any) -> list[Any]:
    removed = unique(list_of(second))
    return SetOfValues(_sorted([item for item in unique(list_of(first)) if item not in removed]))


def setproduct(*sets: Any) -> list[Any]:
    lists = [list_of(items) for items in sets]
    if len(lists) < 2:
        raise EvaluationError("takes at least two sets")
    if math.prod(len(items) for items in lists) > ITEM_LIMIT:
        raise UnresolvedError(Unknown("a product has more than 100,000 items"))
    return [list(row) for row in itertools.product(*lists)]
