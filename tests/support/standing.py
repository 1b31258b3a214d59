"""What stands in a rehearsal cloud, to be compared: the same resources, their attributes included."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from landfast.rehearsal import RehearsalCloud

# What tells when, not what: another moment, another value.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+Z")
MOMENTS = frozenset(("creation_time", "last_modified_time", "etag", "fingerprint", "metadata_fingerprint"))


def standing(cloud: Path, project: str | None = None) -> list[tuple[str, str, str]]:
    """Type, name and attributes of each resource; names that a server chose are left out with all that repeats them."""
    found = RehearsalCloud(cloud).resources(project)
    chosen = {part: item.type for item in found for part in item.name.split("/") if is_chosen(part)}
    return sorted((item.type, *_told(item.name, item.fields, chosen)) for item in found)


def names(cloud: Path) -> Sequence[str]:
    return sorted(f"{item.type} {item.name}" for item in RehearsalCloud(cloud).resources())


def is_chosen(part: str) -> bool:
    """Whether a segment of a name looks like those that Google's servers choose: 19 digits, or a UUID."""
    return (part.isdigit() and len(part) >= 16) or (len(part) == 36 and part.count("-") == 4)


def _told(name: str, fields: dict[str, Any], chosen: dict[str, str]) -> tuple[str, str]:
    lasting = {key: value for key, value in fields.items() if key not in MOMENTS}
    texts = [name, MOMENT.sub("<time>", json.dumps(lasting, sort_keys=True, default=str))]
    for part, kind in chosen.items():
        texts = [text.replace(part, f"<{kind}>") for text in texts]
    return texts[0], texts[1]
