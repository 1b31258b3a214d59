"""Where a key of a spec belongs that stands where it is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from landfast.core.near import near_misses

Section = type[BaseModel]


def section_in(annotation: Any) -> Section | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(section_in, get_args(annotation))), None)


def meant_places(key: str, section: Section | None, root: Section) -> list[tuple[str, ...]]:
    """What was meant by a key that is none: the one field of that name in another section, or one that is alike."""
    elsewhere = list(_places(root, key))
    # Of several, what every spec has is meant before what few have.
    required = [place for place in elsewhere if root.model_fields[place[0]].is_required()]
    elsewhere = required if len(elsewhere) > 1 else elsewhere
    if len(elsewhere) == 1 and len(elsewhere[0]) > 1:
        return elsewhere
    return [(near,) for near in near_misses(key, section.model_fields if section else ())[:1]]


def _places(root: Section, key: str, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where a field of that name stands, sections of lists left out."""
    for name, field in root.model_fields.items():
        if name == key:
            yield (*path, name)
        inner = section_in(field.annotation)
        if inner is not None and name != "waivers":
            yield from _places(inner, key, (*path, name, "dev") if name == "environments" else (*path, name))
