"""Terraform's functions on numbers, and conversions to primitives. Raises as `function_text` does."""

from __future__ import annotations

import math
from typing import Any

from landfast.check.evaluate.values import (
    EvaluationError,
    UnresolvedError,
    exact,
    parsed_number,
    require_known,
    text_of,
    tidy,
)
from landfast.policies.values import Unknown


def number_of(value: Any) -> int | float:
    """A known number. Raises: EvaluationError, UnresolvedError."""
    found = tonumber(require_known(value))
    if found is None:
        raise EvaluationError("not a number")
    return found


def tostring(value: Any) -> str | None:
    return None if value is None else text_of(value)


def tonumber(value: Any) -> int | float | None:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    if isinstance(value, bool):
        raise EvaluationError("not a number")
    return parsed_number(text_of(value))


def tobool(value: Any) -> bool | None:
    value = require_known(value)
    if value is None or isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise EvaluationError("not a bool")


def absolute(value: Any) -> int | float:
    return abs(number_of(value))


def ceil(value: Any) -> int:
    return math.ceil(number_of(value))


def floor(value: Any) -> int:
    return math.floor(number_of(value))


def largest(*values: Any) -> int | float:
    return max(number_of(value) for value in values)


def smallest(*values: Any) -> int | float:
    return min(number_of(value) for value in values)


def total(values: Any) -> int | float:
    if isinstance(values, Unknown):
        raise UnresolvedError(values)
    if not isinstance(values, list) or not values:
        raise EvaluationError("not a list of numbers")
    return tidy(sum((exact(number_of(value)) for value in values), start=exact(0)))


def signum(value: Any) -> int:
    number = number_of(value)
    if not isinstance(number, int):
        raise EvaluationError("not an integer")
    return (number > 0) - (number < 0)


def power(base: Any, exponent: Any) -> int | float:
    number, by = number_of(base), number_of(exponent)
    if not isinstance(by, int) or abs(by) > 64 or abs(number) > 1 << 16:
        raise UnresolvedError(Unknown("a power is not evaluated"))
    return tidy(exact(number) ** by)


def parseint(value: Any, base: Any) -> int:
    text, radix = text_of(value), number_of(base)
    if not isinstance(radix, int) or not 2 <= radix <= 36 or not text.lstrip("-").isalnum() or len(text) > 400:
        raise EvaluationError("not an integer")
    return int(text, radix)
