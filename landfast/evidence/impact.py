"""A draft of the data protection impact assessment (GDPR Art. 35): what is known is filled in, the rest is asked.

The order is that of the template of the European Data Protection Board, version 1.0, adopted on 10 March 2026:
https://www.edpb.europa.eu/news/news/2026/enhancing-compliance-and-consistency-edpb-adopts-dpia-template_en
"""

from __future__ import annotations

from landfast.evidence import tables
from landfast.evidence.facts import EvidenceFacts
from landfast.evidence.paper import (
    Note,
    Paper,
    PaperLine,
    PaperSection,
    PaperTable,
    Part,
    Question,
    Word,
    heads,
    line,
    words,
)

LAW = "GDPR Art. 35"
# What may happen to personal data (Art. 32(2)), and the families of rules that stand against it.
RISKS = {
    "disclosure": ("LF-ACC", "LF-ENC", "LF-RES", "LF-PRJ", "LF-MIN"),
    "alteration": ("LF-ACC", "LF-LOG", "LF-PRJ"),
    "loss": ("LF-AVA",),
    "unlawful-keeping": ("LF-RET",),
    "unseen": ("LF-INC", "LF-LOG", "LF-COV"),
}


def impact(facts: EvidenceFacts) -> Paper:
    """Due where something calls for it: `due` says so; the draft is made in any case, for people decide."""
    sections = (
        PaperSection("overview", "0", f"{LAW}(1), (3)", _overview(facts)),
        PaperSection("description", "1", f"{LAW}(7)(a)", _description(facts)),
        PaperSection("principles", "2", "GDPR Art. 5, 6, 12-22, 25", _principles(facts)),
        PaperSection("necessity", "3", f"{LAW}(7)(b)", (Question("necessity"), Question("proportionality"))),
        PaperSection("risks", "4", f"{LAW}(7)(c)", _risks(facts)),
        PaperSection("action-plan", "5", f"{LAW}(7)(d), 36", _actions(facts)),
        PaperSection("conclusion", "6", f"{LAW}(2), (9), 36", _conclusion()),
    )
    return Paper("impact", LAW, sections)


def due(facts: EvidenceFacts) -> bool:
    return bool(facts.triggers)


def _overview(facts: EvidenceFacts) -> tuple[Part, ...]:
    said = facts.controller
    rows = tuple((one.criterion, one.article, one.address or "landfast.yaml") for one in facts.triggers)
    return (
        *([line("controller", said.organisation), line("dpo", said.dpo)] if said else [Question("controller")]),
        line("name", f"{facts.name} · {facts.environment}"),
        tables.recipients(facts),
        Note(Word("due.yes" if due(facts) else "due.no")),
        PaperTable(heads("criterion", "article", "resource"), rows),
        Question("planning"),
        Question("assessment-team"),
    )


def _description(facts: EvidenceFacts) -> tuple[Part, ...]:
    said = facts.controller
    told: list[PaperLine] = []
    if said is not None:
        told = [
            line("data-subjects", *said.data_subjects),
            line("data-categories", *words("category", said.data_categories)),
            line("purpose", said.purpose),
        ]
    return (
        *told,
        tables.columns(facts),
        Question("secondary-uses"),
        Question("scope"),
        line("phase.collection", Word("phase.collection.is")),
        line("phase.use", Word("phase.use.is", {"orchestrators": ", ".join(facts.orchestrators)})),
        line("phase.storage", Word("phase.storage.is", {"region": facts.region, "city": facts.city})),
        line("phase.sharing", Word("phase.sharing.is", {"count": str(len({one.host for one in facts.recipients}))})),
        line("phase.deletion", Word("phase.deletion.is", {"days": str(facts.retention["raw_days"])})),
        tables.stores(facts),
    )


def _principles(facts: EvidenceFacts) -> tuple[Part, ...]:
    said = facts.controller
    basis: list[Part] = [Question("purposes")]
    if said is not None:
        basis = [line("legal-basis", Word(f"basis.{said.legal_basis}"))]
        if said.legal_basis == "legitimate-interests":
            basis.append(Question("balancing"))
        if said.legal_basis == "consent":
            basis.append(Question("consent"))
    return (
        *basis,
        tables.measures(facts.of_articles("5(1)", "25")),
        Question("accuracy"),
        Question("information"),
        line("rights.erasure", *_erased(facts)),
        line("rights.access", Word("rights.access.is")),
        Question("automated-decisions"),
    )


def _erased(facts: EvidenceFacts) -> tuple[Word, ...]:
    longest = facts.longest_erasure
    if longest is None:
        return ()
    if longest.gone is None:
        return (Word("unknown"),)
    return (Word("rights.erasure.is", {"days": f"{longest.gone:g}"}),)


def _risks(facts: EvidenceFacts) -> tuple[Part, ...]:
    rows = []
    for risk, families in RISKS.items():
        against = [one for one in facts.measures if one.tried and one.rule.startswith(families)]
        broken = [one.rule for one in against if one.found]
        holding = sum(not one.found for one in against)
        rows.append((Word(f"risk.{risk}"), str(holding), ", ".join(broken) or Word("none")))
    return (
        PaperTable(heads("risk", "measures-hold", "measures-fail"), tuple(rows), numbers=(1,)),
        *_memberships(facts),
        Question("inherent-risks"),
    )


def _memberships(facts: EvidenceFacts) -> list[Part]:
    """What each version tells of those it learned from: a guess of chance scores 0.5."""
    if facts.dossier is None:
        return []
    rows = []
    for one in facts.dossier.versions:
        found = one.evaluation.get("membership")
        if found:
            interval = f"{found['low']:.3f}–{found['high']:.3f}"
            made = str(one.lineage.get("made", ""))
            rows.append((one.version, made, ", ".join(one.aliases), f"{found['score']:.3f}", interval))
    return [
        Note(Word("membership")),
        PaperTable(heads("version", "time", "place-of-version", "score", "interval"), tuple(rows)),
    ]


def _actions(facts: EvidenceFacts) -> tuple[Part, ...]:
    todo = tuple((one.rule, one.severity, str(len(one.found)), one.mend) for one in facts.measures if one.found)
    return (
        PaperTable(heads("rule", "severity", "findings", "mend"), todo, numbers=(2,)),
        tables.exceptions(facts.measures),
        Question("further-measures"),
        Question("residual-risk"),
    )


def _conclusion() -> tuple[Part, ...]:
    return (Question("dpo-advice"), Question("views-of-data-subjects"), Question("decision"))
