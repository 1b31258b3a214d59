"""The data tables beside this file, read once: where resources may stand, and which of them hold content."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class LocationAttribute:
    """One attribute that says where something is. `names` lead to it; the rest is explained in the data file."""

    path: str
    names: tuple[str, ...]
    kind: str
    absent: str
    codes: str
    within: bool
    of: Mapping[str, tuple[str, ...]]
    means: str
    global_ok: bool
    unless: Mapping[str, tuple[str, ...]]
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """What is known of one resource type: the class of its data, and the attributes that say where it is."""

    data_class: str
    labels: bool
    attributes: tuple[LocationAttribute, ...]


@cache
def table(name: str) -> Mapping[str, Any]:
    """A data file by its name without `.json`."""
    content: dict[str, Any] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return MappingProxyType(content)


class _Entries(Mapping[str, TypeEntry]):
    """Type -> what is known of it, made when it is asked for: a check meets few of them."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw
        self._made: dict[str, TypeEntry] = {}

    def __getitem__(self, type_: str) -> TypeEntry:
        found = self._made.get(type_)
        if found is None:
            raw = self._raw[type_]
            found = TypeEntry(raw["class"], raw.get("labels", False), tuple(map(attribute_of, raw["attributes"])))
            self._made[type_] = found
        return found

    def __contains__(self, type_: object) -> bool:
        return type_ in self._raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def labelled(self, classes: Collection[str]) -> frozenset[str]:
        """Types of some classes of data that have labels."""
        return frozenset(type_ for type_, raw in self._raw.items() if raw.get("labels") and raw["class"] in classes)


@cache
def assessed() -> _Entries:
    """Resource types whose place is judged, those that only google-beta has included."""
    content = table("residency")
    return _Entries({**content["resources"], **content["beta"]})


@cache
def assessed_data() -> Mapping[str, TypeEntry]:
    """Data sources whose place is judged, those of other providers included."""
    return {
        type_: TypeEntry("content", False, tuple(map(attribute_of, raw)))
        for section in ("data_sources", "other_providers")
        for type_, raw in table("residency")[section].items()
    }


@cache
def no_content(*sections: str) -> Mapping[str, str]:
    """Type -> why it holds no content. Sections: `resources`, `beta`, `data_sources`, `beta_data_sources`,
    `other_providers`."""
    content = table("no_content")
    return {type_: why for section in sections for why, types in content[section].items() for type_ in types}


def attribute_of(raw: Mapping[str, Any]) -> LocationAttribute:
    """One attribute of the table, as its data file has it."""
    path = raw["path"]
    return LocationAttribute(
        path=path,
        names=tuple(path.split(".")),
        kind=raw["kind"],
        absent=raw["absent"],
        codes=raw.get("codes", ""),
        within=raw.get("within", False),
        of={type_: tuple(names) for type_, names in raw.get("of", {}).items()},
        means=raw.get("means", ""),
        global_ok=raw.get("global") == "ok",
        unless={name: tuple(values) for name, values in raw.get("unless", {}).items()},
        instead=tuple(raw.get("instead", ())),
    )
