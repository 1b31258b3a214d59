"""How far the rules know a resource type: what they don't know is never passed in silence."""

from __future__ import annotations

from typing import Literal

from landfast.policies.facts.residency import entry_of
from landfast.policies.facts.tables import no_content
from landfast.policies.model import Resource

TypeCoverage = Literal["assessed", "no content", "not assessed"]


def coverage_of(resource: Resource) -> TypeCoverage:
    """How far the rules know the type of a resource or data source."""
    if entry_of(resource) is not None:
        return "assessed"
    sections = ("data_sources", "beta_data_sources") if resource.mode == "data" else ("resources", "beta")
    return "no content" if resource.type in no_content(*sections, "other_providers") else "not assessed"
