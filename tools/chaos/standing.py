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


# Type, name and attributes of each resource.
Standing = list[tuple[str, str, str]]


def standing(cloud: Path) -> Standing:
    """All that stands; what a server chose for a name is left out, with all that repeats it."""
    found = RehearsalCloud(cloud).resources()
    chosen = {part: item.type for item in found for part in item.name.split("/") if is_chosen(part)}
    return sorted((item.type, *_told(item.name, item.fields, chosen)) for item in found)


def differences(wanted: Standing, found: Standing) -> list[str]:
    """What is missing, too much or otherwise; nothing if the next run ended as an undisturbed one."""
    lines = [f"missing: {kind} {name}" for kind, name, _text in wanted if not _has(found, kind, name)]
    lines += [f"too much: {kind} {name}" for kind, name, _text in found if not _has(wanted, kind, name)]
    lines += [f"other attributes: {kind} {name}" for kind, name, text in found if (kind, name, text) not in wanted]
    return lines or ([] if len(wanted) == len(found) else ["doubled"])


def _has(items: Standing, kind: str, name: str) -> bool:
    return any(item[:2] == (kind, name) for item in items)


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
