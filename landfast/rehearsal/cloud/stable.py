"""Values that a cloud chooses, the same for the same parts: digests, numbers, addresses; and its clock."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime


def digest(*parts: object) -> str:
    """64 hexadecimal digits."""
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()


def number(digits: int, *parts: object) -> str:
    """A number of that many digits; of 19, one that 64 bits with a sign hold: clients read it into those."""
    least: int = 10 ** (digits - 1)
    most: int = 2**63 if digits == 19 else 10**digits
    return str(least + int(digest(*parts), 16) % (most - least))


def uuid(*parts: object) -> str:
    """A UUID of version 4 in its text form."""
    text = digest("uuid", *parts)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{'89ab'[int(text[16], 16) % 4]}{text[17:20]}-{text[20:32]}"


def address(*parts: object) -> str:
    """A private IPv4 address."""
    text = digest(*parts)
    return f"10.{int(text[:2], 16)}.{int(text[2:4], 16)}.{int(text[4:6], 16)}"


def public_address(*parts: object) -> str:
    """An address of the ranges for documentation (RFC 5737): nobody answers there."""
    return f"203.0.113.{int(digest('public', *parts)[:2], 16)}"


def milliseconds() -> int:
    return int(datetime.now(UTC).timestamp() * 1000)
