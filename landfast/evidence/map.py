"""The map in words: stacks, places and keys, the pipeline with its lineage, what runs; the picture is `map.html`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from landfast_ml.contract.dossier import VersionRecord

from landfast.evidence import tables
from landfast.evidence.facts import EvidenceFacts
from landfast.evidence.paper import LineageChain, Link, Note, Paper, PaperSection, PaperTable, Part, Word, heads, line

CHAMPION = "champion"


def map_of(facts: EvidenceFacts) -> Paper:
    sections = (
        PaperSection("stacks", "1", "", _stacks(facts)),
        PaperSection("lineage", "2", "AI Act Annex IV(2)", _lineage(facts)),
        PaperSection("running", "3", "AI Act Annex IV(3)", _running(facts)),
    )
    return Paper("map", "", sections)


def _stacks(facts: EvidenceFacts) -> tuple[Part, ...]:
    counted = tuple((name, str(count)) for name, count in facts.stacks.items())
    keys = Counter(store.key for store in facts.stores)
    held = tuple((key or Word("none"), str(count)) for key, count in sorted(keys.items()))
    return (
        Note(Word("map.picture")),
        PaperTable(heads("stack", "resources"), counted, numbers=(1,)),
        tables.places(facts),
        PaperTable(heads("key", "resources"), held, numbers=(1,)),
    )


def _lineage(facts: EvidenceFacts) -> tuple[Part, ...]:
    """Of the champion; of the newest version before there is one."""
    versions = facts.dossier.versions if facts.dossier else ()
    if not versions or facts.dossier is None:
        return (Note(Word("no-version")),)
    shown = next((one for one in versions if CHAMPION in one.aliases), versions[0])
    return (LineageChain(tuple(_links(facts.dossier.table, facts.dossier.model, shown))),)


def _links(table: str, model: str, version: VersionRecord) -> Iterator[Link]:
    made, training = version.lineage, version.lineage.get("training", {})
    yield Link(Word("chain.table"), table)
    yield Link(Word("data-snapshot"), str(made.get("data", {}).get("snapshot", "")))
    yield Link(Word("feature-version"), str(made.get("features", {}).get("version", "")))
    yield Link(Word("algorithm"), str(training.get("algorithm", "")))
    code = made.get("code", {})
    yield Link(Word("code"), str(code.get("revision") or code.get("version") or ""))
    yield Link(Word("version"), f"{model} {version.version}")
    yield Link(Word("place-of-version"), ", ".join(version.aliases))


def _running(facts: EvidenceFacts) -> tuple[Part, ...]:
    found = facts.running
    if found is None:
        return (line("running.models"), line("running.experiments"))
    serving = tuple((one.version, one.role, f"{one.traffic:g} %") for one in found.serving)
    tried = tuple(
        (one.name, one.phase, f"{one.share:g} %", one.since[:10], one.verdict or Word("none"))
        for one in found.experiments
    )
    return (
        Note(Word("running.models")),
        PaperTable(heads("version", "role", "share"), serving, numbers=(2,)),
        Note(Word("running.experiments")),
        PaperTable(heads("experiment", "phase", "share", "since", "action"), tried, numbers=(2,)),
    )
