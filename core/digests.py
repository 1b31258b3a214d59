"""Digests, as everybody writes them: `sha256:` and 64 digits."""

from __future__ import annotations

import hashlib


def sha256(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
