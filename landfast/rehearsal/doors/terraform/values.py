"""Terraform values on the wire: cty's msgpack, and what is known only after apply is UNKNOWN."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, final

import msgpack  # type: ignore[import-untyped]


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
LARGEST = sys.float_info.max


def decode(data: bytes) -> Any:
    """A value from cty's msgpack. Numbers stay as they came: `conform` makes them exact by their type."""
    return msgpack.unpackb(data, ext_hook=lambda _code, _data: UNKNOWN, strict_map_key=False)


def encode(value: Any) -> bytes:
    packed: bytes = msgpack.packb(value, default=_pack)
    return packed


def _pack(value: object) -> Any:
    if value is UNKNOWN:
        return msgpack.ExtType(_UNKNOWN_CODE, b"\0")
    if isinstance(value, int | Decimal):
        # Beyond 64 bits, as cty does it: as a float where that is the same number, else in digits.
        is_float = -LARGEST <= value <= LARGEST and float(value) == value
        return float(value) if is_float else format(Decimal(value), "f")
    raise TypeError(f"{value!r} is not a Terraform value")


def has_unknown(value: Any) -> bool:
    if value is UNKNOWN:
        return True
    if isinstance(value, Mapping):
        return any(has_unknown(inner) for inner in value.values())
    return isinstance(value, list) and any(has_unknown(inner) for inner in value)
