"""Whether two values are the same to Terraform: of one type, and alike in all parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landfast.check.evaluate.numbers import exact, is_number
from landfast.check.evaluate.ordering import differ_in_text, identity
from landfast.check.evaluate.types import has_any, type_of, untyped
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import unknown_inside
from landfast.policies.values import Unknown

_TYPES = left_to_plan("whether collections are equal depends on their types")


def same(left: Any, right: Any) -> bool | Unknown:
    """Equal as `==` finds them; an Unknown where it can't be told."""
    left, right = untyped(left), untyped(right)
    # What is made of parts is not null, whatever its parts are.
    if any(one is None and isinstance(other, list | Mapping) for one, other in ((left, right), (right, left))):
        return False
    for side in (left, right):
        unknown = unknown_inside(side)
        if unknown is not None:
            return unknown
    if not isinstance(left, list | Mapping) and not isinstance(right, list | Mapping):
        return _same_primitives(left, right)
    one, other = type_of(left), type_of(right)
    if has_any(one) or has_any(other):
        return False if differ_in_text(left, right) else _TYPES
    return one == other and bool(identity(left) == identity(right))


def _same_primitives(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if is_number(left) and is_number(right):
        return bool(exact(left) == exact(right))
    return bool(left == right)
