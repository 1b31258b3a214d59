"""What the environment is made of, and how it is kept going: components, drills, removals, exit, incidents."""

from __future__ import annotations

from landfast.evidence import tables
from landfast.evidence.facts import DrillFact, EvidenceFacts
from landfast.evidence.paper import Note, Paper, PaperSection, PaperTable, Part, Question, Word, heads, line

LAW = "NIS2 Art. 21(2)(c), (d), 23"


def supply(facts: EvidenceFacts) -> Paper:
    sections = (
        PaperSection("components", "1", "NIS2 Art. 21(2)(d)", _components(facts)),
        PaperSection("drills", "2", "NIS2 Art. 21(2)(c); GDPR Art. 32(1)(c)-(d)", _drills(facts)),
        PaperSection("removals", "3", "GDPR Art. 5(1)(e), 17", _removals(facts)),
        PaperSection("requests", "4", "GDPR Art. 12(3), 15, 17, 20", _requests(facts)),
        PaperSection("exit", "5", "Data Act Art. 25, 29", (Question("exit-tested"),)),
        PaperSection("incidents", "6", "NIS2 Art. 23; GDPR Art. 33", _incidents(facts)),
        PaperSection("people", "7", "NIS2 Art. 21(2)(h), (i); GDPR Art. 28, 32(4)", _people()),
    )
    return Paper("supply", LAW, sections)


def _components(facts: EvidenceFacts) -> tuple[Part, ...]:
    rows = tuple((one.file, one.what, str(one.count), one.made_of) for one in facts.components)
    return (Note(Word("components")), PaperTable(heads("file", "what", "number", "made-of"), rows, numbers=(2,)))


def _drills(facts: EvidenceFacts) -> tuple[Part, ...]:
    backed = [one for one in facts.measures if one.rule.startswith("LF-AVA")]
    return (tables.measures(backed), *(_drill(facts.drill) if facts.drill else ()), Question("restore-drill"))


def _drill(drill: DrillFact) -> tuple[Part, ...]:
    """What came back, store by store."""
    rows = tuple(
        (one.name, one.backup, _seconds(one.rpo_seconds), _seconds(one.rto_seconds), one.why or one.compared)
        for one in drill.restored
    )
    told = line("drilled", drill.when, Word("days-ago", {"days": str(drill.days)}), drill.file)
    return (told, PaperTable(heads("store", "restored-from", "rpo", "rto", "came-back"), rows, numbers=(2, 3)))


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:,.1f}"


def _removals(facts: EvidenceFacts) -> tuple[Part, ...]:
    rows = tuple((one.file, one.project, one.ended, Word("yes" if one.complete else "no")) for one in facts.removals)
    return (PaperTable(heads("file", "project", "until", "complete"), rows),)


def _requests(facts: EvidenceFacts) -> tuple[Part, ...]:
    found = facts.requests
    return (
        line("requests.open", str(found.open)),
        line("requests.overdue", str(found.overdue)),
        line("requests.answered", str(found.answered)),
    )


def _incidents(facts: EvidenceFacts) -> tuple[Part, ...]:
    told = [one for one in facts.measures if one.rule.startswith("LF-INC")]
    return (tables.measures(told), Question("breach-clock"))


def _people() -> tuple[Part, ...]:
    return (Question("processor-contracts"), Question("keys-held"), Question("access-to-data"))
