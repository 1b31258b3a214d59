"""Terraform's functions on numbers. Raises as `function_lists` does."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.numbers import Number, ShortInt, bits_of, exact, is_number, parsed_number, sized
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import require_known

# Up to it every integer is one of 64-bit floating point too.
_FLOAT_BITS = 53
_EXACT = 1 << _FLOAT_BITS
_MACHINE = "hangs on the machine that Terraform runs on"


def whole(value: Any) -> int:
    """A number that Terraform takes as an integer of 64 bits. Raises: EvaluationError."""
    number = exact(require_known(value))
    if not isinstance(number, int) or not -(1 << 63) <= number < 1 << 63:
        raise EvaluationError("not an integer")
    return number


def absolute(value: Any) -> Number:
    number = exact(value)
    return sized(number if number >= 0 else -number, bits_of(number))


def ceil(value: Any) -> Number:
    number = exact(value)
    return sized(math.ceil(number), bits_of(number))


def floor(value: Any) -> Number:
    number = exact(value)
    return sized(math.floor(number), bits_of(number))


def largest(*values: Any) -> Number:
    return max(_several(values))


def smallest(*values: Any) -> Number:
    return min(_several(values))


def _several(values: tuple[Any, ...]) -> list[Number]:
    if not values:
        raise EvaluationError("takes at least one number")
    return [exact(value) for value in values]


def total(values: Any) -> Number:
    if not isinstance(values, list) or not values:
        raise EvaluationError("not a list of numbers")
    numbers = [_number(value) for value in require_known(values)]
    result = numbers[0]
    for number in numbers[1:]:
        result = sized(result + number, max(bits_of(result), bits_of(number)))
    return result


def _number(value: Any) -> Number:
    if is_number(value):
        return exact(value)
    if isinstance(value, str):
        return parsed_number(value)
    raise EvaluationError("not a list of numbers")


def signum(value: Any) -> int:
    number = whole(value)
    return ShortInt((number > 0) - (number < 0))


def power(base: Any, exponent: Any) -> Number:
    """As far as a float of 64 bits is exact: for the rest the machine's own digits count."""
    number, by = exact(base), exact(exponent)
    if not isinstance(by, int) or abs(by) > 64 or not -_EXACT <= number <= _EXACT or (not number and by < 0):
        raise UnresolvedError(left_to_plan(f"a power {_MACHINE}"))
    result = Fraction(number) ** by
    if abs(result) > _EXACT or Fraction(float(number)) != number or Fraction(float(result)) != result:
        raise UnresolvedError(left_to_plan(f"a power {_MACHINE}"))
    return _of_machine(result)


def logarithm(value: Any, base: Any) -> Number:
    number, by = float(exact(value)), float(exact(base))
    if number < 0 or by < 0:
        raise EvaluationError("is no number")
    if not number or not by or by == 1:
        raise UnresolvedError(left_to_plan("a number is infinite"))
    result = math.log(number) / math.log(by)
    if result != round(result) and abs(result - round(result)) < 1e-9:
        raise UnresolvedError(left_to_plan(f"a logarithm {_MACHINE}"))
    return _of_machine(Fraction(result))


def _of_machine(value: Fraction) -> Number:
    return sized(value, _FLOAT_BITS)


def parseint(value: Any, base: Any) -> int:
    text, radix = value, whole(base)
    if not isinstance(text, str):
        raise EvaluationError("not a string")
    if not 2 <= radix <= 62:
        raise EvaluationError("the base is none")
    if radix > 36 or len(text) > 400:
        raise UnresolvedError(left_to_plan("an integer of such a base is not evaluated"))
    if not text.isascii() or not text.removeprefix("-").removeprefix("+").isalnum():
        raise EvaluationError("not an integer")
    try:
        return int(text, radix)
    except ValueError:
        raise EvaluationError("not an integer") from None
