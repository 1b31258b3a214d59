"""Numbers as Terraform reckons with them: binary fractions of 512 bits, written with as few digits as tell them apart.

An integer is an `int`, what has a fraction a `Fraction` that was rounded; a `float` is met in JSON, and made exact.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Any, Self

from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.policies.values import Unknown

PRECISION = 512
Number = int | Fraction
# As `big.ParseFloat` reads them; what is far larger or smaller is left alone.
_NUMBER = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]{0,400})?|\.[0-9]{1,400})([eE][+-]?[0-9]{1,3})?")
_TOO_LONG = re.compile(r"[+-]?[0-9.]+([eE][+-]?[0-9]+)?")
# No number of 512 bits needs more digits.
_DIGITS = 157
# Beyond it a number is not worked with: ours have no bound of their own.
_LARGEST_BITS = 4096


class ShortFraction(Fraction):
    """One that Terraform keeps in fewer bits: written with as few digits as tell it apart from others of these."""

    __slots__ = ("bits",)
    bits: int

    def __new__(cls, value: Fraction, bits: int) -> Self:
        made = super().__new__(cls, value)
        made.bits = bits
        return made


class ShortInt(int):
    """An integer that Terraform keeps in fewer bits: what is counted in 64, what a machine's `float` gives in 53."""

    bits: int

    def __new__(cls, value: int, bits: int = 64) -> Self:
        made = super().__new__(cls, value)
        made.bits = bits
        return made


class MinusZero(int):
    """What comes of dividing nothing by less than nothing: as large as 0, and written as it is."""


def is_minus(value: Any) -> bool:
    return bool(value < 0) or isinstance(value, MinusZero)


def bits_of(value: Any) -> int:
    """How many bits Terraform keeps of a number."""
    return value.bits if isinstance(value, ShortInt | ShortFraction) else PRECISION


def sized(value: Number, bits: int) -> Number:
    """A number in so many bits."""
    found = rounded(value, bits)
    if bits == PRECISION:
        return found
    return ShortInt(found, bits) if isinstance(found, int) else ShortFraction(found, bits)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Fraction) and not isinstance(value, bool)


def exact(value: Any) -> Number:
    """A number without the error of its binary form."""
    if isinstance(value, float):
        if not value and math.copysign(1, value) < 0:
            return MinusZero()
        if not math.isfinite(value):
            raise UnresolvedError(left_to_plan("a number is infinite"))
        return rounded(Fraction(repr(value)))
    found: Number = value
    return found


def number_in_json(value: float) -> Number | Unknown:
    """A number of Terraform JSON."""
    try:
        return exact(value)
    except UnresolvedError as error:
        return error.unknown


def rounded(value: Number, bits: int = PRECISION) -> Number:
    """To 512 bits, to the even one of two that are as near; an integer where it is one. Raises: UnresolvedError."""
    top, bottom = value.numerator, value.denominator
    if max(top.bit_length(), bottom.bit_length()) > _LARGEST_BITS:
        raise UnresolvedError(left_to_plan("a number is too large or too small to be worked with"))
    if not bottom & (bottom - 1) and top.bit_length() <= bits:
        return top if bottom == 1 else value
    size = abs(top)
    shift = bits - size.bit_length() + bottom.bit_length()
    whole, rest, by = _divided(size, bottom, shift)
    if whole.bit_length() > bits:
        shift -= 1
        whole, rest, by = _divided(size, bottom, shift)
    whole += 2 * rest > by or (2 * rest == by and whole & 1)
    found = Fraction(whole << max(-shift, 0), 1 << max(shift, 0)) * (-1 if top < 0 else 1)
    return found.numerator if found.denominator == 1 else found


def _divided(top: int, bottom: int, shift: int) -> tuple[int, int, int]:
    by = bottom << max(-shift, 0)
    return (*divmod(top << max(shift, 0), by), by)


def parsed_number(text: str) -> Number:
    """The number that a text is. Raises: EvaluationError if it is none, UnresolvedError if it is too long."""
    if not _NUMBER.fullmatch(text):
        if len(text) > 400 and _TOO_LONG.fullmatch(text):
            raise UnresolvedError(left_to_plan("a number has too many digits"))
        raise EvaluationError("not a number")
    found = rounded(Fraction(text.removesuffix(".").replace(".e", "e").replace(".E", "E")))
    return MinusZero() if not found and text.startswith("-") else found


def number_text(value: Any) -> str:
    """As Terraform writes a number: without an exponent."""
    if isinstance(value, int) and value and value.bit_length() <= bits_of(value):
        return str(int(value))
    if not value:
        return "-0" if isinstance(value, MinusZero) else "0"
    digits, exponent = shortest(value)
    sign = "-" if value < 0 else ""
    if exponent >= len(digits):
        return sign + digits + "0" * (exponent - len(digits))
    if exponent <= 0:
        return f"{sign}0.{'0' * -exponent}{digits}"
    return f"{sign}{digits[:exponent]}.{digits[exponent:]}"


def shortest(value: Any) -> tuple[str, int]:
    """(digits, where the point stands before them) of a number that is not 0: as few as make the same again."""
    size: Number = exact(value)
    size, bits = size if size > 0 else -size, bits_of(value)
    point = _point(size)
    for count in range(1, _DIGITS + 1):
        scale = Fraction(10) ** (count - point)
        text = str(round(size * scale))
        if rounded(Fraction(int(text)) / scale, bits) == size:
            return text.rstrip("0"), point + len(text) - count
    raise UnresolvedError(left_to_plan("a fraction has more digits than are kept"))


def _point(size: Number) -> int:
    """How many digits stand before the point; below 0 for zeros behind it."""
    if size >= 1:
        return len(str(int(size)))
    zeros = len(str(int(1 / Fraction(size)))) - 1
    return 1 - zeros if size * 10**zeros >= 1 else -zeros
