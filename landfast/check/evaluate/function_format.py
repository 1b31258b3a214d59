"""Terraform's `format` and `formatlist`. Raises as `function_lists` does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from landfast.check.evaluate.convert import convert
from landfast.check.evaluate.failures import EvaluationError, UnresolvedError
from landfast.check.evaluate.function_encoding import json_text
from landfast.check.evaluate.function_text import TOO_LONG, characters
from landfast.check.evaluate.numbers import Number, exact, is_minus, is_number, shortest
from landfast.check.evaluate.types import BOOL, NUMBER, STRING, TypedList
from landfast.check.evaluate.unknowns import left_to_plan
from landfast.check.evaluate.values import TEXT_LIMIT, joined, text_of, unknown_inside
from landfast.policies.values import Unknown

_VERB = re.compile(
    r"%(?:%|(?P<flags>[-+ 0#]*)(?P<width>[1-9][0-9]{0,5})?(?:\.(?P<precision>[0-9]{1,4}))?"
    r"(?:\[(?P<index>[0-9]{1,4})\])?(?P<verb>[a-zA-Z]))"
)
_INTEGERS = {"b": "b", "d": "d", "o": "o", "x": "x", "X": "X"}
_PREFIXES = {"b": "0b", "o": "0", "x": "0x", "X": "0X"}
# A number of more digits before its point is written with an exponent.
_PLAIN = 6
# Digits that no number of 512 bits has more of behind its point.
_EXACT = Context(prec=1200)


def format_text(template: str, *arguments: Any) -> Any:
    """A text with gaps where an argument is not known."""
    parts: list[Any] = []
    position, used, chosen, highest = 0, 0, False, 0
    for match in _VERB.finditer(template):
        _plain(parts, template[position : match.start()])
        position = match.end()
        if match[0] == "%%":
            parts.append("%")
            continue
        chosen = chosen or match["index"] is not None
        at = int(match["index"]) - 1 if match["index"] else used
        if not 0 <= at < len(arguments):
            raise EvaluationError("too few arguments")
        used, highest = at + 1, max(highest, at + 1)
        parts.append(_formatted(match, arguments[at]))
    _plain(parts, template[position:])
    if highest < len(arguments) and not chosen:
        raise EvaluationError("too many arguments")
    return joined(parts)


def _plain(parts: list[Any], text: str) -> None:
    if "%" in text:
        raise EvaluationError("a verb is none")
    parts.append(text)


def _formatted(match: re.Match[str], value: Any) -> Any:
    if isinstance(value, Unknown):
        return value
    unknown = unknown_inside(value)
    if unknown is not None:
        return unknown
    if value is None:
        return left_to_plan("null is formatted by newer versions of Terraform alone")
    verb = match["verb"]
    if verb == "v":
        return _padded(match, _as_it_is(match, value))
    if verb == "t":
        return text_of(convert(value, BOOL))
    if verb in "sq":
        return _text(match, value)
    if verb in _INTEGERS:
        return _integer(match, convert(value, NUMBER))
    if verb in "eEfgG":
        return _fraction(match, convert(value, NUMBER))
    raise EvaluationError(f"the verb {verb} is none")


def _as_it_is(match: re.Match[str], value: Any) -> str:
    if "#" not in match["flags"] and isinstance(value, str):
        return value
    if "#" not in match["flags"] and is_number(value):
        return _general(value)
    return json_text(value)


def _general(value: Any) -> str:
    """A number with an exponent where it is large or small."""
    number = exact(value)
    if not number:
        return "0"
    digits, point = shortest(number)
    if -4 <= point - 1 < _PLAIN:
        return text_of(number)
    more = f".{digits[1:]}" if len(digits) > 1 else ""
    power = point - 1
    return f"{'-' if number < 0 else ''}{digits[0]}{more}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _text(match: re.Match[str], value: Any) -> str:
    text = text_of(convert(value, STRING))
    precision = int(match["precision"] or 0)
    if precision:
        text = characters(text)[:precision]
    return _padded(match, json_text(text) if match["verb"] == "q" else text)


def _padded(match: re.Match[str], text: str) -> str:
    width = int(match["width"] or 0)
    if not width:
        return text
    if width > TEXT_LIMIT:
        raise UnresolvedError(TOO_LONG)
    missing = max(0, width - len(characters(text)))
    pads = ("0" if "0" in match["flags"] else " ") * missing
    return text + pads if "-" in match["flags"] else pads + text


def _integer(match: re.Match[str], value: Any) -> str:
    if not isinstance(value, int):
        raise EvaluationError("not an integer")
    digits = format(abs(value), _INTEGERS[match["verb"]])
    if match["precision"]:
        digits = digits.rjust(int(match["precision"]), "0")
    prefix = _PREFIXES.get(match["verb"], "") if "#" in match["flags"] else ""
    return _signed(match, prefix + digits, negative=value < 0, zeros="0" in match["flags"] and not match["precision"])


def _signed(match: re.Match[str], digits: str, *, negative: bool, zeros: bool) -> str:
    flags, width = match["flags"], int(match["width"] or 0)
    sign = "-" if negative else "+" if "+" in flags else " " if " " in flags else ""
    if "-" in flags:
        return (sign + digits).ljust(width)
    if zeros:
        prefix = next((mark for mark in ("0x", "0X", "0b") if digits.startswith(mark)), "")
        return sign + prefix + digits.removeprefix(prefix).rjust(width - len(sign) - len(prefix), "0")
    return (sign + digits).rjust(width)


def _fraction(match: re.Match[str], value: Any) -> str:
    verb, precision = match["verb"], match["precision"]
    if "#" in match["flags"] or (verb in "gG" and precision is not None):
        raise UnresolvedError(left_to_plan(f"the verb %{verb} with these flags is not evaluated"))
    number: Number = exact(value)
    number = number if number >= 0 else -number
    if verb in "gG":
        digits = _general(number) if verb == "g" else _general(number).upper()
        return _signed(match, digits, negative=is_minus(value), zeros="0" in match["flags"])
    fraction = Fraction(number)
    decimal = _EXACT.divide(Decimal(fraction.numerator), Decimal(fraction.denominator))
    text = format(decimal, f".{precision or 6}f") if verb == "f" else _scientific(decimal, int(precision or 6), verb)
    return _signed(match, text, negative=is_minus(value), zeros="0" in match["flags"])


def _scientific(number: Decimal, precision: int, verb: str) -> str:
    mantissa, _, power = format(number, f".{precision}e").partition("e")
    # Of a zero Python tells how many digits stand behind it.
    power = power if number else "+0"
    return f"{mantissa}{verb}{power[0]}{power[1:].rjust(2, '0')}"


def format_list(template: str, *arguments: Any) -> list[Any]:
    lengths = {len(item) for item in arguments if isinstance(item, list)}
    unknown = next((item for item in arguments if isinstance(item, Unknown)), None)
    if len(lengths) > 1:
        raise EvaluationError("the lists differ in length")
    if unknown is not None:
        raise UnresolvedError(unknown)
    count = lengths.pop() if lengths else 1
    rows: list[Sequence[Any]] = [
        [item[row] if isinstance(item, list) else item for item in arguments] for row in range(count)
    ]
    return TypedList([format_text(template, *row) for row in rows], STRING)
