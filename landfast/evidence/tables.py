"""Tables that several documents have: what holds data, who gets it, what was judged."""

from __future__ import annotations

from collections.abc import Iterable

from landfast.evidence.facts import DataStore, EvidenceFacts, Measure
from landfast.evidence.paper import PaperTable, Text, Word, heads


def days(value: float | None, why: str = "") -> Text:
    if value is None:
        return Word("unknown") if why else Word("no-end")
    return Word("days", {"days": f"{value:g}"})


def yes_no(value: bool) -> Word:  # the value itself
    return Word("yes" if value else "no")


def stores(facts: EvidenceFacts) -> PaperTable:
    """What holds data: where, under which key, for how long."""
    rows = tuple(
        (store.address, store.kind, store.place or Word("none"), store.key or Word("none"), *_times(store))
        for store in facts.stores
    )
    return PaperTable(heads("resource", "kind", "place", "key", "kept", "gone"), rows)


def _times(store: DataStore) -> tuple[Text, Text]:
    return days(store.kept, store.why), days(store.gone, store.why)


def recipients(facts: EvidenceFacts) -> PaperTable:
    """Outside hosts, each once, with what names it."""
    by_host: dict[str, tuple[str, bool, set[str]]] = {}
    for one in facts.recipients:
        by_host.setdefault(one.host, (one.operator, one.recorded, set()))[2].add(one.address)
    rows = tuple(
        (host, operator or Word("unknown"), yes_no(recorded), ", ".join(sorted(named)))
        for host, (operator, recorded, named) in sorted(by_host.items())
    )
    return PaperTable(heads("host", "operator", "recorded", "named-by"), rows)


def measures(found: Iterable[Measure]) -> PaperTable:
    """Rules that something was there for, and what came of each."""
    rows = tuple((one.rule, one.title, Word(f"state.{one.state}"), str(one.tried)) for one in found if one.tried)
    return PaperTable(heads("rule", "measure", "state", "tried"), rows, numbers=(3,))


def findings(found: Iterable[Measure]) -> PaperTable:
    """What was found and no exception covers."""
    rows = tuple((one.rule, one.severity, each.address, each.message) for one in found for each in one.found)
    return PaperTable(heads("rule", "severity", "resource", "finding"), rows)


def exceptions(found: Iterable[Measure]) -> PaperTable:
    """What an exception covers: why, who answers for it, until when."""
    rows = tuple((one.rule, each.address, each.reason, each.owner, each.until) for one in found for each in one.waived)
    return PaperTable(heads("rule", "resource", "reason", "owner", "until"), rows)


def columns(facts: EvidenceFacts) -> PaperTable:
    """What the project's table declares of persons."""
    declared = facts.dossier.columns if facts.dossier else ()
    rows = tuple(
        (one.name, Word(f"role.{one.role}"), one.type, yes_no(one.personal), Word(f"protection.{one.protection}"))
        for one in declared
    )
    return PaperTable(heads("column", "role", "type", "personal", "protection"), rows)


def places(facts: EvidenceFacts) -> PaperTable:
    """Where resources say that they are."""
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (name or Word("place.none"), str(count)) for name, count in facts.places.items()
    )
    return PaperTable(heads("place", "resources"), rows, numbers=(1,))
