"""What the rules say, framework by framework: a control holds if each of its rules that had something to judge does."""

from __future__ import annotations

from landfast.evidence import tables
from landfast.evidence.facts import EvidenceFacts, Measure, State
from landfast.evidence.paper import Paper, PaperSection, PaperTable, Part, Word, heads, line
from landfast.policies.frameworks import Control, Framework, frameworks

# The first that one of a control's rules is in is the control's own.
WORST: tuple[State, ...] = ("fails", "unknown", "waived", "holds", "nothing")


def compliance(facts: EvidenceFacts) -> Paper:
    """Whatever is people's work is in no table: what a control needs besides, nobody here judges."""
    judged = PaperSection("judged", "1", "", _judged(facts))
    found = [
        PaperSection(f"framework.{one.id}", str(at), one.name, (_of(one, facts),))
        for at, one in enumerate(frameworks(_others(facts)), 2)
    ]
    return Paper("compliance", "", (judged, *found))


def _others(facts: EvidenceFacts) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Rules that are not ours, with the articles that they serve."""
    return tuple((one.rule, one.articles) for one in facts.measures if not one.rule.startswith("LF-"))


def _judged(facts: EvidenceFacts) -> tuple[Part, ...]:
    return (
        line("coverage", facts.coverage),
        *([line("unread", *facts.unread)] if facts.unread else []),
        *(line(f"versions.{name}", value) for name, value in facts.versions.items()),
        tables.findings(facts.measures),
        tables.exceptions(facts.measures),
        tables.measures(facts.measures),
    )


def _of(framework: Framework, facts: EvidenceFacts) -> PaperTable:
    by_rule = {one.rule: one for one in facts.measures}
    rows = tuple(
        (control.id, control.title, Word(f"state.{state_of(control, by_rule)}"), ", ".join(control.rules))
        for control in framework.controls
    )
    return PaperTable(heads("control", "about", "state", "rules"), rows)


def state_of(control: Control, by_rule: dict[str, Measure]) -> State:
    """The worst of its rules'; of rules that were not tried nothing is said."""
    found = {by_rule[rule].state for rule in control.rules if rule in by_rule}
    return next((state for state in WORST if state in found), "nothing")
