"""How far the rules know a resource type: what they don't know is never passed in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from landfast.policies.facts.residency import entry_of
from landfast.policies.facts.tables import no_content, table
from landfast.policies.model import Resource

TypeCoverage = Literal["assessed", "no content", "not assessed"]


# Kinds of attributes (`data/residency.json`) that say where a resource stands; all others say where its content goes.
_PLACES = frozenset({"place", "config", "parent", "in", "beside", "global", "opaque"})


@dataclass(frozen=True, slots=True)
class WhatIsJudged:
    """What is judged of a type: the class of its data (`unclassified` where nobody said), the attributes that say where
    it stands and where its content goes; or why it holds none. Besides, every value that is set is judged by its shape.
    """

    coverage: TypeCoverage
    data: str = ""
    places: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    why: str = ""


def judged_of(resource: Resource) -> WhatIsJudged:
    """What is judged of the type of a resource or data source."""
    entry, coverage = entry_of(resource), coverage_of(resource)
    if entry is None:
        return WhatIsJudged(coverage, why=_empty(resource).get(resource.type, ""))
    places = (attribute.path for attribute in entry.attributes if attribute.kind in _PLACES)
    flows = [attribute.path for attribute in entry.attributes if attribute.kind not in _PLACES]
    hosts = table("processors")["places"].get(resource.type, {}) if resource.mode == "managed" else {}
    found = tuple(dict.fromkeys((*flows, *hosts)))
    return WhatIsJudged(coverage, entry.data_class, tuple(path or "the type itself" for path in places), found)


def coverage_of(resource: Resource) -> TypeCoverage:
    """How far the rules know the type of a resource or data source."""
    if entry_of(resource) is not None:
        return "assessed"
    return "no content" if resource.type in _empty(resource) else "not assessed"


def _empty(resource: Resource) -> Mapping[str, str]:
    sections = ("data_sources", "beta_data_sources") if resource.mode == "data" else ("resources", "beta")
    return no_content(*sections, "other_providers")
