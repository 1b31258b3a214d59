"""Values of the provider's schema in Python: null is None, numbers are int or Decimal, sets are sorted lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

# A type as Terraform's schema writes it: "string", ["list", "string"], ["object", {...}].
Type = str | list[Any]
Object = dict[str, Any]


def from_json(text: bytes | str) -> Any:
    return json.loads(text, parse_float=Decimal)


def to_json(value: Any) -> str:
    """JSON of a known value; decimals keep their digits (17 at most, more than the provider's float64 holds)."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True, default=float)


def is_placeholder(value: Any) -> bool:
    """Whether it is nothing that JSON can hold: what a planner puts where it does not know yet, and what stays."""
    return not isinstance(value, (str, int, float, Decimal, list, dict))


def leaves(value: Any, *, empty: bool = False) -> dict[str, Any]:
    """Path (`encryption[0].default_kms_key_name`) -> value, of all that is no block, and set.

    `empty`: blocks and lists without anything in them are values, too.
    """
    return dict(_leaves(value, "", empty=empty))


def marked(marks: Any) -> set[str]:
    """Paths of all that a plan marks: as not known yet, as sensitive."""
    return {path for path, mark in leaves(marks).items() if mark is True}


def is_in(path: str, wholes: Iterable[str]) -> bool:
    """Whether a path is one of these, or leads into one; an empty one is all."""
    return any(not whole or path == whole or path.startswith((f"{whole}.", f"{whole}[")) for whole in wholes)


def joined(parts: Iterable[Any]) -> str:
    """The path of names and numbers: `encryption[0].default_kms_key_name`."""
    said = ""
    for part in parts:
        said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else str(part)
    return said


def _leaves(value: Any, path: str, *, empty: bool) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping | list) and value:
        items = value.items() if isinstance(value, Mapping) else enumerate(value)
        for name, item in items:
            inner = f"{path}[{name}]" if isinstance(value, list) else f"{path}.{name}" if path else str(name)
            yield from _leaves(item, inner, empty=empty)
    elif value is not None and (empty or not isinstance(value, Mapping | list)):
        yield path, value


def conform(type_: Type, value: Any) -> Any:
    """The value in its one form: every attribute of objects present, sets sorted without duplicates, exact numbers."""
    if value is None or is_placeholder(value):
        return value
    if isinstance(type_, str):
        return _primitive(type_, value)
    kind, inner = type_
    if kind == "object":
        return {name: conform(field, value.get(name)) for name, field in inner.items()}
    if kind == "map":
        return {key: conform(inner, element) for key, element in value.items()}
    elements = [conform(inner, element) for element in value]
    return canonical_set(elements) if kind == "set" else elements


def canonical_set(elements: list[Any]) -> list[Any]:
    """Elements in a stable order, each once."""
    by_key = {sort_key(element): element for element in elements}
    return [by_key[key] for key in sorted(by_key)]


def sort_key(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


def _primitive(type_: str, value: Any) -> Any:
    if type_ == "number":
        return _number(value)
    if type_ == "bool":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    return value if isinstance(value, str) else _text(value)


def _number(value: Any) -> int | Decimal:
    if isinstance(value, int):
        return value
    # A whole float is the number that it is, whose shortest digits are another from 2^53 on.
    exact = Decimal(repr(value)) if isinstance(value, float) and not value.is_integer() else Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else exact


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
