"""What the system is under the AI Act, what follows from that, and from which day."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.evidence.facts import Classification, EvidenceFacts
from landfast.evidence.paper import Note, Paper, PaperSection, PaperTable, Part, Question, Word, heads, line
from landfast.policies.facts.ai_act import AiDuty, as_of, duties, log_days

LAW = "AI Act Art. 6, 26, 113"
# Art. 27(1) leaves it out, and has private deployers of points 5(b) and (c) in.
NO_RIGHTS, SOME_PRIVATE = "critical-infrastructure", "essential-services"


def ai_act(facts: EvidenceFacts) -> Paper:
    """Where nobody says what the system is, every duty is listed."""
    sections = (
        PaperSection("classification", "1", "AI Act Art. 3, 6, Annex III", _classification(facts)),
        PaperSection("dates", "2", "AI Act Art. 111, 113", _dates(facts)),
        PaperSection("keeping", "3", "AI Act Art. 18(1), 19(1), 26(6); GDPR Art. 5(1)(e)", _keeping(facts)),
        PaperSection("assessing", "4", "AI Act Art. 6(1), 26(8), 27, 43(3), 49", _assessing(facts)),
        PaperSection("people", "5", "AI Act Art. 26(11), 50, 86", (Question("ai-notice"),)),
    )
    return Paper("ai-act", LAW, sections)


def _classification(facts: EvidenceFacts) -> tuple[Part, ...]:
    if facts.ai is None:
        return (Question("classification"), *([Note(Word("not-high-risk"))] if facts.harmless else []))
    said = facts.ai
    return (
        *([line("ai.area", Word(f"area.{said.area}"))] if said.area else []),
        *([line("ai.product", Word(f"product.{said.product}"))] if said.product else []),
        line("ai.role", *(Word(f"ai.{role}") for role in said.roles)),
        line("ai.public", Word("yes" if said.public else "no")),
        Note(Word("high-risk")),
    )


def rights_assessed(ai: Classification | None) -> bool:
    """Whether a deployer has to assess the impact on fundamental rights (Art. 27(1)), or to say why not."""
    if ai is None or not ai.area or "deployer" not in ai.roles:
        return False
    return (ai.public and ai.area != NO_RIGHTS) or ai.area == SOME_PRIVATE


def registered(ai: Classification | None) -> bool:
    """Whether the system, or its use by a public body, goes into the EU's or the state's database (Art. 49)."""
    return ai is not None and bool(ai.area) and ("provider" in ai.roles or ai.public)


def _assessing(facts: EvidenceFacts) -> tuple[Part, ...]:
    """What only some high-risk systems are asked."""
    product = facts.ai is not None and bool(facts.ai.product)
    found = (
        *([Question("fundamental-rights")] if rights_assessed(facts.ai) else []),
        *([Question("registration")] if registered(facts.ai) else []),
        *([Question("product-conformity")] if product else []),
    )
    return found or (Note(Word("nothing-more-asked")),)


def of_systems(ai: Classification) -> set[str]:
    """Of which systems the duties of this one are, as `duties` says it."""
    return {
        "all",
        *(["annex-iii"] if ai.area else []),
        *(["annex-i"] if ai.product else []),
        *(["public"] if ai.public else []),
    }


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
            mine = one.of in of_systems(facts.ai) and bool(set(one.roles) & set(facts.ai.roles))
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
