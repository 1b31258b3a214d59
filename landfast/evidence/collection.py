"""All documents of an environment, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from landfast.evidence.compliance import compliance
from landfast.evidence.facts import EvidenceFacts
from landfast.evidence.impact import impact
from landfast.evidence.paper import Paper
from landfast.evidence.record import record
from landfast.evidence.technical import technical


def papers(facts: EvidenceFacts) -> Iterator[tuple[str, Paper]]:
    """Name in the bundle -> document: the record, the impact assessment, each model version, the frameworks."""
    yield "record", record(facts)
    yield "impact-assessment", impact(facts)
    versions = facts.dossier.versions if facts.dossier else ()
    for version, before in pairwise((*versions, None)):
        if version is not None:
            yield f"technical-{version.version}", technical(facts, version, before)
    yield "compliance", compliance(facts)
