"""Google's predefined roles. The list, its source and its date: `data/roles.json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path


@cache
def predefined_roles() -> frozenset[str]:
    """Every predefined role, e.g. `roles/storage.objectViewer`."""
    data = json.loads(Path(__file__).with_name("data").joinpath("roles.json").read_text(encoding="utf-8"))
    return frozenset(
        f"roles/{service}.{name}" if name != "-" else f"roles/{service}"
        for service, names in data["roles"].items()
        for name in names.split()
    )
