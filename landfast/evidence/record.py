"""The record of processing activities: GDPR Art. 30(1), point by point."""

from __future__ import annotations

from landfast.evidence import tables
from landfast.evidence.facts import EvidenceFacts
from landfast.evidence.obligations import beyond_erasure
from landfast.evidence.paper import Note, Paper, PaperLine, PaperSection, Part, Question, Word, line, words
from landfast.gcp.universes import PUBLIC

LAW = "GDPR Art. 30(1)"
RESIDENCY = ("44", "45", "46")


def record(facts: EvidenceFacts) -> Paper:
    """Whoever answers for the data is asked for, where the spec names nobody."""
    sections = (
        PaperSection("controller", "(a)", f"{LAW}(a)", _controller(facts)),
        PaperSection("purposes", "(b)", f"{LAW}(b)", _purposes(facts)),
        PaperSection("categories", "(c)", f"{LAW}(c)", _categories(facts)),
        PaperSection("recipients", "(d)", f"{LAW}(d)", (_processor(facts), tables.recipients(facts))),
        PaperSection("transfers", "(e)", f"{LAW}(e), 44-49", _transfers(facts)),
        PaperSection("time-limits", "(f)", f"{LAW}(f)", _time_limits(facts)),
        PaperSection("security", "(g)", f"{LAW}(g), 32(1)", (tables.measures(facts.of_articles("32")),)),
    )
    return Paper("record", LAW, sections)


def _controller(facts: EvidenceFacts) -> tuple[Part, ...]:
    if facts.controller is None:
        return (Question("controller"),)
    said = facts.controller
    return (line("controller", said.organisation), line("dpo", said.dpo), Question("representative"))


def _purposes(facts: EvidenceFacts) -> tuple[Part, ...]:
    if facts.controller is None:
        return (Question("purposes"),)
    said = facts.controller
    condition = (Word(f"condition.{said.special_condition}"),) if said.special_condition else ()
    return (
        line("purpose", said.purpose),
        line("legal-basis", Word(f"basis.{said.legal_basis}")),
        *([line("special-condition", *condition)] if said.special else []),
    )


def _categories(facts: EvidenceFacts) -> tuple[Part, ...]:
    said = facts.controller
    told: list[PaperLine | Question] = []
    if said is None or not (said.data_subjects and said.data_categories):
        told.append(Question("categories"))
    if said is not None:
        told += [
            line("data-subjects", *said.data_subjects),
            line("data-categories", *words("category", said.data_categories)),
            line("special-categories", *words("category", said.special)),
        ]
    return (*told, tables.columns(facts))


def _processor(facts: EvidenceFacts) -> PaperLine:
    said = {"project": facts.project, "region": facts.region, "city": facts.city}
    own = {"cloud": facts.cloud, "operator": facts.operator}
    return line(
        "processor", Word("google", said) if facts.operator == PUBLIC.operator else Word("sovereign", said | own)
    )


def _transfers(facts: EvidenceFacts) -> tuple[Part, ...]:
    judged = facts.of_articles(*RESIDENCY)
    broken = sum(len(one.found) for one in judged)
    verdict = Word("transfers.some", {"count": str(broken)}) if broken else Word("transfers.none")
    return (
        line("area", facts.area),
        Note(verdict),
        tables.places(facts),
        *([tables.findings(judged)] if broken else []),
        *([tables.exceptions(judged)] if any(one.waived for one in judged) else []),
    )


def _time_limits(facts: EvidenceFacts) -> tuple[Part, ...]:
    kept = facts.retention
    longest = facts.longest_erasure
    told = [line(f"retention.{name}", Word("days", {"days": str(value)})) for name, value in kept.items()]
    if longest is not None:
        told.append(line("longest-erasure", tables.days(longest.gone, longest.why), longest.address))
    beyond = beyond_erasure(facts)
    asked = (line("beyond-erasure", *(one.address for one in beyond)), Question("erasure-beyond")) if beyond else ()
    return (*told, Note(Word("google-deletion")), tables.stores(facts), *asked)
