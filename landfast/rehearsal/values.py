"""Terraform values in Python: null is None, unknown is UNKNOWN, numbers are int or Decimal, sets are sorted lists."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, final

import msgpack  # type: ignore[import-untyped]

# A type as Terraform's schema writes it: "string", ["list", "string"], ["object", {...}].
Type = str | list[Any]
Object = dict[str, Any]


@final
class _Unknown:
    """A value that is known only after apply. One instance, compared by identity."""

    def __repr__(self) -> str:
        return "(known after apply)"

    def __deepcopy__(self, _memo: object) -> _Unknown:
        return self


UNKNOWN: Final = _Unknown()

# cty writes an unknown as extension 0, or 12 when it carries refinements (not null, a prefix, ...).
_UNKNOWN_CODE = 0


def decode(data: bytes) -> Any:
    """A value from cty's msgpack. Numbers stay as they came: `conform` makes them exact by their type."""
    return msgpack.unpackb(data, ext_hook=lambda _code, _data: UNKNOWN, strict_map_key=False)


def encode(value: Any) -> bytes:
    packed: bytes = msgpack.packb(value, default=_pack)
    return packed


def from_json(text: bytes | str) -> Any:
    return json.loads(text, parse_float=Decimal)


def to_json(value: Any) -> str:
    """JSON of a known value; decimals keep their digits (17 at most, more than the provider's float64 holds)."""
    return json.dumps(value, separators=(",", ":"), sort_keys=True, default=float)


def _pack(value: object) -> Any:
    if value is UNKNOWN:
        return msgpack.ExtType(_UNKNOWN_CODE, b"\0")
    if isinstance(value, Decimal):
        return float(value) if Decimal(float(value)) == value else format(value, "f")
    raise TypeError(f"{value!r} is not a Terraform value")


def conform(type_: Type, value: Any) -> Any:
    """The value in its one form: every attribute of objects present, sets sorted without duplicates, exact numbers."""
    if value is None or value is UNKNOWN:
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
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    return int(exact) if exact == exact.to_integral_value() else exact


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def has_unknown(value: Any) -> bool:
    if value is UNKNOWN:
        return True
    if isinstance(value, Mapping):
        return any(has_unknown(inner) for inner in value.values())
    return isinstance(value, list) and any(has_unknown(inner) for inner in value)
