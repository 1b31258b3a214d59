"""What the law asks, one by one (`data/obligations.yaml`), and where the bundle answers it: else it is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from landfast.evidence.ai_act import ai_act
from landfast.evidence.facts import DataStore, EvidenceFacts, Measure
from landfast.evidence.impact import due
from landfast.evidence.paper import Cited, Note, Paper, PaperSection, PaperTable, Question, Several, Text, Word, heads
from landfast.policies.facts.ai_act import log_days

FILE = Path(__file__).parent / "data" / "obligations.yaml"
# Of an answer by which people say that an obligation is not theirs, before its number.
WAIVED = "waived-"
# Those of Chapter III of the AI Act: of high-risk systems alone.
HIGH_RISK = frozenset({5, 6, 7, 8, 9, 10, 11})
ERASED_WITHIN = 30
# Software and secrets say nothing of data subjects.
NOBODYS = ("google_artifact_registry_", "google_secret_manager_")
# What a file of the bundle is called -> the key of its title.
TITLES = {"impact-assessment": "impact"}
# What people have to have said for an assessment to be made.
ASSESSED = ("necessity", "proportionality", "inherent-risks", "residual-risk", "dpo-advice", "decision")

ObligationState = Literal["answered", "waived", "open"]


@dataclass(frozen=True, slots=True)
class Obligation:
    """`where`: (document, section); `rules` are ids, or how they begin."""

    id: int
    law: str
    where: tuple[tuple[str, str], ...]
    rules: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ObligationVerdict:
    """How an obligation stands. `left`: what is missing, empty unless it is open; `why` it is waived, or not theirs."""

    state: ObligationState
    left: tuple[Text, ...] = ()
    why: Text = ""


@cache
def obligations() -> tuple[Obligation, ...]:
    from ruamel.yaml import YAML

    read = YAML(typ="safe").load(FILE)
    return tuple(_read(number, entry) for number, entry in read.items())


def _read(number: int, entry: Mapping[str, object]) -> Obligation:
    def named(key: str) -> tuple[str, ...]:
        found = entry.get(key, ())
        return tuple(map(str, found)) if isinstance(found, Sequence) else ()

    where = tuple((document, section) for document, _, section in (one.partition(".") for one in named("where")))
    return Obligation(number, str(entry["law"]), where, named("rules"), named("facts"), named("questions"))


def index(facts: EvidenceFacts) -> Paper:
    """All of them in one table, and what people wrote that the facts contradict."""
    rows = tuple(_row(one, facts) for one in obligations())
    table = PaperTable(heads("number", "state", "obligation", "missing", "where", "law"), rows, numbers=(0,))
    claims = tuple((f"evidence/{one.question}.md", one.claim, one.says, one.fact) for one in facts.contradictions)
    sections = (
        PaperSection("index", "1", "", (Note(Word("index.read")), table)),
        PaperSection("contradicted", "2", "", (PaperTable(heads("file", "claim", "says", "fact"), claims),)),
    )
    return Paper("obligations", "", sections)


def _row(one: Obligation, facts: EvidenceFacts) -> tuple[Text, ...]:
    found = verdict_of(one, facts)
    where = tuple(_place(document, section) for document, section in one.where)
    rules = _shortened([mine.rule for mine in measures_of(one, facts) if mine.tried])
    tried = (Word("by-rules", {"place": _place("compliance", "judged"), "rules": rules}),) if rules else ()
    state = Word("open" if found.state == "open" else f"obligation.{found.state}")
    missing = Several(found.left) if found.left else found.why
    return str(one.id), state, Word(f"obligation.{one.id}"), missing, Several((*where, *tried)), Cited(one.law)


def _shortened(rules: Sequence[str]) -> str:
    """Ids, each family named once: `LF-PRJ-001, 003; LF-RES-001`."""
    families: dict[str, list[str]] = {}
    for rule in rules:
        family, _, number = rule.rpartition("-")
        families.setdefault(family, []).append(number)
    return "; ".join(f"{family}-{', '.join(numbers)}" for family, numbers in families.items())


def _place(document: str, section: str) -> Word:
    return Word("at", {"document": Word(TITLES.get(document, document)), "section": Word(f"section.{section}")})


def measures_of(one: Obligation, facts: EvidenceFacts) -> list[Measure]:
    """What came of its rules."""
    return [found for found in facts.measures if found.rule.startswith(one.rules)] if one.rules else []


def verdict_of(one: Obligation, facts: EvidenceFacts) -> ObligationVerdict:
    """Open while a question, a fact or a rule of it is; else waived if an exception covers one of its rules."""
    if facts.ai is None and facts.harmless and one.id in HIGH_RISK:
        return ObligationVerdict("answered", why=Word("not-high-risk"))
    if said := facts.waived.get(f"{WAIVED}{one.id}"):
        return ObligationVerdict("waived", why=said)
    mine = measures_of(one, facts)
    left: list[Text] = [f"{found.rule}: {len(found.found)}" for found in mine if found.found]
    if mine and not any(found.tried for found in mine):
        left.append(Word("lacks.tried"))
    left += [Word(f"lacks.{name}") for name in one.facts if name in CHECKS and not CHECKS[name](facts)]
    asked = [*one.questions, *(question for name in one.facts if name in ASKS for question in ASKS[name](facts))]
    left += [f"evidence/{name}.md" for name in asked if name not in facts.answered]
    denied = {one.question for one in facts.contradictions}
    left += [Word("lacks.contradicted", {"file": f"evidence/{name}.md"}) for name in asked if name in denied]
    if left:
        return ObligationVerdict("open", tuple(left))
    waived = [found.rule for found in mine if found.waived]
    return ObligationVerdict("waived", why=", ".join(waived)) if waived else ObligationVerdict("answered")


def _versions(facts: EvidenceFacts) -> Sequence[object]:
    return facts.dossier.versions if facts.dossier else ()


def _each(told: Callable[[Mapping[str, object], Mapping[str, object]], object]) -> Callable[[EvidenceFacts], bool]:
    """Whether every registered version tells it, of its lineage and its evaluation, and there is one."""

    def check(facts: EvidenceFacts) -> bool:
        versions = facts.dossier.versions if facts.dossier else ()
        return bool(versions) and all(told(one.lineage, one.evaluation) for one in versions)

    return check


def _approved(facts: EvidenceFacts) -> bool:
    """Whoever became champion was made it by somebody."""
    versions = facts.dossier.versions if facts.dossier else ()
    champions = [one for one in versions if "champion" in one.aliases]
    return bool(champions) and all(one.promotions for one in champions)


def _erased_in_time(facts: EvidenceFacts) -> bool:
    longest = facts.longest_erasure
    return longest is None or (longest.gone is not None and longest.gone <= ERASED_WITHIN)


def beyond_erasure(facts: EvidenceFacts) -> list[DataStore]:
    """What keeps a person's data longer than a month after it was erased, log entries among it, or nobody knows for how
    long."""
    late = (one for one in facts.stores if one.gone is None or one.gone > ERASED_WITHIN)
    return [one for one in late if not one.address.startswith(NOBODYS)]


def _beyond(facts: EvidenceFacts) -> Sequence[str]:
    return ("erasure-beyond",) if beyond_erasure(facts) else ()


def _assessing(facts: EvidenceFacts) -> Sequence[str]:
    """What only some high-risk systems are asked."""
    asked = next(section for section in ai_act(facts).sections if section.id == "assessing")
    return [part.id for part in asked.parts if isinstance(part, Question)]


# What a fact is called there that is questions: which of them are asked of this environment.
ASKS: Mapping[str, Callable[[EvidenceFacts], Sequence[str]]] = {
    "assessed": lambda facts: ASSESSED if due(facts) else (),
    "ai-assessed": _assessing,
    "erasure-beyond": _beyond,
}
# What a fact is called in `obligations.yaml` -> whether it is there.
CHECKS: Mapping[str, Callable[[EvidenceFacts], bool]] = {
    # Room, retention and purposes are read off the spec: they say nothing of what stands of another.
    "applied": lambda facts: facts.applied or not facts.stands,
    "closed-room": lambda facts: facts.closed_room or not (facts.controller and facts.controller.special),
    "membership": _each(lambda lineage, evaluation: lineage.get("made") and evaluation.get("membership")),
    "erasure-month": _erased_in_time,
    "requests": lambda facts: not facts.requests.overdue,
    "lineage": _each(lambda lineage, _evaluation: lineage.get("data") and lineage.get("features")),
    "log-half-year": lambda facts: facts.retention["predictions_days"] >= log_days(),
    "versions": lambda facts: bool(_versions(facts)),
    "columns": lambda facts: bool(facts.dossier and facts.dossier.columns),
    "groups": _each(lambda _lineage, evaluation: evaluation.get("groups")),
    "intervals": _each(lambda _lineage, evaluation: evaluation.get("intervals")),
    "approvals": _approved,
    "monitoring": _each(lambda lineage, _evaluation: "monitoring" in _settings(lineage)),
    "classified": lambda facts: facts.ai is not None or facts.harmless,
    "controller": lambda facts: bool(
        facts.controller and facts.controller.data_subjects and facts.controller.data_categories
    ),
    "recipients": lambda facts: all(one.recorded and one.operator for one in facts.recipients),
    "exits": lambda facts: bool(facts.exits) and all(one.known for one in facts.exits),
    "components": lambda facts: bool(facts.components),
    "drill": lambda facts: (
        facts.drill is not None and facts.drill.whole and 0 <= facts.drill.days <= facts.drill.within
    ),
}


def _settings(lineage: Mapping[str, object]) -> Mapping[str, object]:
    found = lineage.get("configuration")
    return found if isinstance(found, Mapping) else {}
