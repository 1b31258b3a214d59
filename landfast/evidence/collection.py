"""All documents of an environment, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from landfast.evidence.ai_act import ai_act
from landfast.evidence.compliance import compliance
from landfast.evidence.facts import EvidenceFacts
from landfast.evidence.impact import impact
from landfast.evidence.map import map_of
from landfast.evidence.obligations import index
from landfast.evidence.paper import Paper
from landfast.evidence.record import record
from landfast.evidence.supply import supply
from landfast.evidence.technical import technical


def papers(facts: EvidenceFacts) -> Iterator[tuple[str, Paper]]:
    """Name in the bundle -> document: the obligations, the record, the impact assessment, each model version, …"""
    yield "obligations", index(facts)
    yield "record", record(facts)
    yield "map", map_of(facts)
    yield "impact-assessment", impact(facts)
    versions = facts.dossier.versions if facts.dossier else ()
    for version, before in pairwise((*versions, None)):
        if version is not None:
            yield f"technical-{version.version}", technical(facts, version, before)
    yield "ai-act", ai_act(facts)
    yield "supply", supply(facts)
    yield "compliance", compliance(facts)
