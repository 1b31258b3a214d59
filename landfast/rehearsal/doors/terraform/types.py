"""Which resource types and data sources configurations use: the part of the schema that Terraform will need."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path


def types_in(folders: Iterable[Path]) -> frozenset[str]:
    """Types in the Terraform JSON (`*.tf.json`) of the folders."""
    found = set[str]()
    for folder in folders:
        for file in folder.glob("*.tf.json"):
            document = json.loads(file.read_bytes())
            found.update(document.get("resource", {}), document.get("data", {}))
    return frozenset(found)
