"""What the provider's Read leaves out of a state, by resource type and data source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("reads.json")


@dataclass(frozen=True, slots=True)
class Reads:
    """Names of attributes and blocks; all others are written by each Read, if only as nothing.

    `unread`: neither Read nor Create writes it, so a state has what was planned. `sometimes`: written where the API
    says something. `unset`: what an attribute of the provider's own has that was not planned.
    """

    unread: frozenset[str] = frozenset()
    sometimes: frozenset[str] = frozenset()
    unset: Mapping[str, Any] = field(default_factory=dict)


@lru_cache(maxsize=2048)
def reads(type_: str) -> Reads | None:
    """Of `google_...` or `data.google_...`. None: not known, or no resource of Terraform's SDK v2."""
    line = _lines().get(type_)
    if line is None:
        return None
    raw = json.loads(line)
    return Reads(frozenset(raw.get("unread", ())), frozenset(raw.get("sometimes", ())), raw.get("unset", {}))


@lru_cache(maxsize=1)
def _lines() -> Mapping[str, str]:
    """Type -> its JSON, unparsed: the file holds one type a line."""
    found = {}
    for line in DATA.read_text(encoding="utf-8").splitlines()[2:]:
        name, colon, body = line.partition('": ')
        if colon:
            found[name[1:]] = body.rstrip(",")
    return found
