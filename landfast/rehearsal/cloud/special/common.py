"""What the rules of this package share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from landfast.provider.values import Object

Values = dict[str, Any]
Rule = Callable[[Object], Values]


def digest(*parts: object) -> str:
    """64 hexadecimal digits, the same for the same parts."""
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()


def number(digits: int, *parts: object) -> str:
    """A number of that many digits, the same for the same parts."""
    least: int = 10 ** (digits - 1)
    return str(least + int(digest(*parts), 16) % (9 * least))


def address(*parts: object) -> str:
    """A private IPv4 address, the same for the same parts."""
    text = digest(*parts)
    return f"10.{int(text[:2], 16)}.{int(text[2:4], 16)}.{int(text[4:6], 16)}"


def milliseconds() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)


def text(values: Object, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
