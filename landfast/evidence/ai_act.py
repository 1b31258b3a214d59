"""What the system is under the AI Act, what follows from that, and from which day."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.evidence.facts import EvidenceFacts
from landfast.evidence.paper import Note, Paper, PaperSection, PaperTable, Part, Question, Word, heads, line
from landfast.policies.facts.ai_act import AiDuty, as_of, duties, log_days

LAW = "AI Act Art. 6, 26, 113"
# Of which systems the duties of one of Annex III are.
KINDS = ("all", "annex-iii", "public")


def ai_act(facts: EvidenceFacts) -> Paper:
    """Where nobody says what the system is, every duty is listed."""
    sections = (
        PaperSection("classification", "1", "AI Act Art. 3, 6, Annex III", _classification(facts)),
        PaperSection("dates", "2", "AI Act Art. 111, 113", _dates(facts)),
        PaperSection("keeping", "3", "AI Act Art. 18(1), 19(1), 26(6); GDPR Art. 5(1)(e)", _keeping(facts)),
        PaperSection("people", "4", "AI Act Art. 26(11), 50, 86", (Question("ai-notice"),)),
    )
    return Paper("ai-act", LAW, sections)


def _classification(facts: EvidenceFacts) -> tuple[Part, ...]:
    if facts.ai is None:
        return (Question("classification"), *([Note(Word("not-high-risk"))] if facts.harmless else []))
    roles = tuple(Word(f"ai.{role}") for role in facts.ai.roles)
    return (line("ai.area", Word(f"area.{facts.ai.area}")), line("ai.role", *roles), Note(Word("high-risk")))


def _dates(facts: EvidenceFacts) -> tuple[Part, ...]:
    day, law = as_of()
    rows = tuple(
        (Word(f"duty.{one.id}"), one.articles, Word(f"of.{one.of}"), one.begins, one.by) for one in _mine(facts)
    )
    return (
        line("as-of", day, law),
        PaperTable(heads("duty", "article", "systems", "applies-from", "provision"), rows),
    )


def _mine(facts: EvidenceFacts) -> Iterator[AiDuty]:
    for one in duties():
        if facts.ai is None:
            mine = one.of == "all" or not facts.harmless
        else:
            mine = one.of in KINDS and bool(set(one.roles) & set(facts.ai.roles))
        if mine:
            yield one


def _keeping(facts: EvidenceFacts) -> tuple[Part, ...]:
    kept = facts.retention["predictions_days"]
    short = kept < log_days()
    of_high_risk = facts.ai is not None or not facts.harmless
    return (
        line("retention.predictions_days", Word("days", {"days": str(kept)})),
        line("logs-asked", Word("days", {"days": str(log_days())})),
        *([Note(Word("logs-short"))] if short and of_high_risk else []),
        Question("documentation-kept"),
    )
