"""A record on disk that a run wrote and a later one reads, whatever has become of it meanwhile."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from landfast.terraform.claims import Claim


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What stands in a record."""

    content: Mapping[str, Any]

    def text(self, name: str) -> str:
        return str(self.content.get(name) or "")

    def claims(self, name: str) -> dict[str, Claim]:
        """Address -> claim."""
        return {address: replace(_claim(said), since=self.text("since")) for address, said in self._of(name).items()}

    def _of(self, name: str) -> Mapping[str, Any]:
        found = self.content.get(name)
        return found if isinstance(found, Mapping) else {}


def record_at(path: Path, *formats: int) -> RunRecord | None:
    """The record in a file; None if there is none, or it is not one of these formats."""
    return record_of(json_at(path), *formats)


def record_of(content: Mapping[str, Any], *formats: int) -> RunRecord | None:
    """The record that was read; None if it is not one of these formats."""
    return RunRecord(content) if content.get("format") in formats and len(content) > 1 else None


def json_at(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty if there is no file, or it is broken."""
    try:
        content = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _claim(said: Any) -> Claim:
    # A record of format 1 has the id alone.
    if isinstance(said, str):
        return Claim(said)
    return Claim(said.get("id", ""), said.get("collection", ""), tuple(said.get("identity", ())))
