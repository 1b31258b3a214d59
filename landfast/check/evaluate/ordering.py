"""Which values are the same, and which comes first in a set."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from landfast.check.evaluate.numbers import exact, is_number, shortest
from landfast.check.evaluate.types import TypedMap, TypedNull, ValueType
from landfast.check.evaluate.values import text_of


def identity(value: Any) -> Any:
    """A key that two known values of one type share if Terraform finds them equal."""
    if isinstance(value, TypedNull):
        return identity(None)
    if isinstance(value, str | bool) or value is None:
        return (type(value).__name__, value)
    if is_number(value):
        return ("number", exact(value))
    if isinstance(value, list):
        return ("list", tuple(identity(item) for item in value))
    if isinstance(value, Mapping):
        return ("map", tuple((name, identity(value[name])) for name in sorted(value)))
    return ("whole", id(value))


def sorted_items(items: Iterable[Any], item: ValueType) -> list[Any]:
    """The known items of a set in Terraform's order: null comes last."""
    found = list(items)
    if item.is_primitive:
        return sorted(found, key=lambda value: (value is None, value if value is not None else 0))
    return sorted(found, key=lambda value: (value is None, _bytes(value)))


def _bytes(value: Any) -> bytes:
    """What sets of lists, maps and the like are ordered by."""
    return _told(value).encode("utf-8", "surrogatepass")


def _told(value: Any) -> str:
    if value is None or isinstance(value, TypedNull):
        return "~"
    if isinstance(value, bool):
        return "T" if value else "F"
    if is_number(value):
        return _rough(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, TypedMap):
        return "{" + "".join(f"{_told(name)}:{_told(value[name])};" for name in sorted(value)) + "}"
    if isinstance(value, Mapping):
        return "<" + "".join(f"{_told(value[name])};" for name in sorted(value)) + ">"
    inside = "".join(f"{_told(item)};" for item in value)
    # Of lists and sets; a tuple has the brackets of an object.
    return f"[{inside}]" if hasattr(value, "item") else f"<{inside}>"


def _rough(value: Any) -> str:
    """A number in ten digits, as Go prints one."""
    if not value:
        return "0"
    digits, point = shortest(value)
    if len(digits) > 10:
        kept = str(round(int(digits[:12]) / 100))
        point += len(kept) - 10
        digits = kept[:10].rstrip("0")
    sign = "-" if value < 0 else ""
    if point < -3 or point > 10:
        more = f".{digits[1:]}" if len(digits) > 1 else ""
        power = point - 1
        return f"{sign}{digits[0]}{more}e{'-' if power < 0 else '+'}{abs(power):02d}"
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits.ljust(point, '0')[:point]}{'.' + digits[point:] if len(digits) > point else ''}"


def differ_in_text(left: Any, right: Any) -> bool:
    """Whether two known values are different whatever their types are: a number may be the text of it."""
    return bool(_as_text(left) != _as_text(right))


def _as_text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return ("map", tuple((name, _as_text(value[name])) for name in sorted(value)))
    if isinstance(value, list):
        return ("list", tuple(sorted((_as_text(item) for item in value), key=repr)))
    return ("text", text_of(value)) if isinstance(value, str | bool) or is_number(value) else ("other", repr(value))
