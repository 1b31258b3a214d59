"""Reads the data files of this room: facts about Google, each file with its source and date."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


@cache
def table(name: str) -> dict[str, Any]:
    """A data file by its name without `.json`, read once. It is everybody's: nobody writes to it."""
    content: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return content
