"""Where a key of a spec belongs that stands where it is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import Any, get_args

from pydantic import BaseModel

from landfast.core.near import near_misses

Section = type[BaseModel]
# Above it a name is another spelling, organization of organisation; below it may be another word.
_SPELLING = 0.9
# What other tools call a field.
_CALLED = {
    "label": "target", "outcome": "target", "table": "data", "file": "data", "id": "subject", "customer": "subject",
    "date": "timestamp", "time": "timestamp", "until": "expires", "expiry": "expires", "contact": "owner",
    "why": "reason", "justification": "reason", "resource": "address",
}  # fmt: skip


def section_in(annotation: Any) -> Section | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(section_in, get_args(annotation))), None)


def meant_places(key: str, section: Section | None, root: Section) -> list[tuple[str, ...]]:
    """What was meant by a key that is none: the one field of that name in another section, or one that is alike."""
    here = section.model_fields if section else {}
    spelt = [name for name in here if SequenceMatcher(None, key.lower(), name).ratio() > _SPELLING]
    if spelt:
        return [(spelt[0],)]
    elsewhere = list(_places(root, key))
    # Of several, what every spec has is meant before what few have.
    required = [place for place in elsewhere if root.model_fields[place[0]].is_required()]
    elsewhere = required if len(elsewhere) > 1 else elsewhere
    if len(elsewhere) == 1 and len(elsewhere[0]) > 1:
        return elsewhere
    named = [_CALLED[key]] if _CALLED.get(key) in here else near_misses(key, here)
    return [(near,) for near in (named or _of_its_words(key, here))[:1]]


def _of_its_words(key: str, fields: Iterable[str]) -> list[str]:
    """The one field that says more or less of the same: `raw` of `raw_days`, `dpo_email` of `dpo`."""
    words = set(key.lower().split("_"))
    found = [name for name in fields if words <= (of := set(name.split("_"))) or of <= words]
    return found if len(found) == 1 else []


def _places(root: Section, key: str, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where a field of that name stands, sections of lists left out."""
    for name, field in root.model_fields.items():
        if name == key:
            yield (*path, name)
        inner = section_in(field.annotation)
        if inner is not None and name != "waivers":
            yield from _places(inner, key, (*path, name, "dev") if name == "environments" else (*path, name))
