"""Tokens by which the wire knows who asks: the one that it was started with, and those that it has given out since.

They are known as long as the process runs, and written nowhere.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import MutableMapping


def new_token() -> str:
    """As Google's own begin, so that no tool takes it for a key of another kind."""
    return f"ya29.{secrets.token_urlsafe(24)}"


def remember(memory: MutableMapping[str, bytes], token: str, member: str, ends: float) -> None:
    """`ends`: seconds of the epoch."""
    memory[f"token/{token}"] = f"{ends} {member}".encode()


def whose(memory: MutableMapping[str, bytes], token: str) -> str | None:
    """The member that a token is of; None if it was not given out here, or has ended."""
    ends, _space, member = memory.get(f"token/{token}", b"0").decode().partition(" ")
    return member if member and time.time() < float(ends) else None
