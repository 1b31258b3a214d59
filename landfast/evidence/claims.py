"""What people wrote in their answers, held against the facts: what contradicts one is shown, and nothing is changed.

Claims stand in the front matter of an answer, by name; in its text only names of regions are looked for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping

from landfast.evidence.facts import Contradicted, EvidenceFacts
from landfast.gcp.regions import catalogue

# Who runs the environment's own cloud is in no table of outside hosts.
TRANSFERS = ("44", "45", "46")
# What no resource says of itself, since it has no place.
NOWHERE = ("", "global")

Differs = Callable[[EvidenceFacts, object], str]


def contradictions(
    facts: EvidenceFacts, claims: Mapping[str, Mapping[str, object]], texts: Mapping[str, str]
) -> Iterator[Contradicted]:
    """`claims` and `texts` by question: of what was claimed, and written, what the facts say otherwise."""
    for question, mine in sorted(claims.items()):
        for name, says in mine.items():
            fact = CLAIMS[name](facts, says)
            if fact:
                yield Contradicted(question, name, _said(says), fact)
    for question, text in sorted(texts.items()):
        for region in _elsewhere(facts, text):
            yield Contradicted(question, "region", region, f"nothing stands there: {_places(facts)}")


def _elsewhere(facts: EvidenceFacts, text: str) -> list[str]:
    """Regions that a text names and where nothing stands."""
    named = {word for word in re.findall(r"[a-z]+-[a-z]+\d{1,2}\b", text) if word in catalogue()}
    return sorted(named - {facts.region, *facts.places})


def _places(facts: EvidenceFacts) -> str:
    return ", ".join(name for name in facts.places if name not in NOWHERE) or facts.region


def _said(says: object) -> str:
    return ", ".join(map(str, says)) if isinstance(says, list) else str(says)


def _equals(told: Callable[[EvidenceFacts], object]) -> Differs:
    def differs(facts: EvidenceFacts, says: object) -> str:
        fact = told(facts)
        return "" if str(says).strip().lower() == str(fact).lower() else str(fact or "nothing is said")

    return differs


def _erased(facts: EvidenceFacts, says: object) -> str:
    longest = facts.longest_erasure
    if longest is None:
        return ""
    if longest.gone is None:
        return f"{longest.address}: {longest.why or 'no end'}"
    within = isinstance(says, int | float) and longest.gone <= says
    return "" if within else f"{longest.gone:g}, {longest.address}"


def _processors(facts: EvidenceFacts, says: object) -> str:
    claimed = [str(one).lower() for one in says] if isinstance(says, list) else [str(says).lower()]
    named = {one.operator or one.host for one in facts.recipients}
    # Who runs the cloud is a processor of everybody's.
    run_by = (facts.operator.lower(), facts.cloud.lower())
    missing = sorted(one for one in named if not any(mine in one.lower() for mine in (*claimed, *run_by)))
    return f"named besides: {', '.join(missing)}" if missing else ""


def _transfers(facts: EvidenceFacts, says: object) -> str:
    found = sum(len(one.found) for one in facts.of_articles(*TRANSFERS))
    return f"{found} findings on where data stands or goes" if found and str(says).lower() in ("none", "no") else ""


def _high_risk(facts: EvidenceFacts, says: object) -> str:
    if not isinstance(says, bool):
        return "neither true nor false"
    if facts.ai is None or says:
        return ""
    return f"ai.area: {facts.ai.area}" if facts.ai.area else f"ai.product: {facts.ai.product}"


def _drilled(facts: EvidenceFacts, says: object) -> str:
    if not isinstance(says, dt.date):
        return "no day: write it as 2026-11-28"
    if facts.drill is None:
        return "no drill is on record"
    day = facts.drill.when[:10]
    return "" if says.isoformat() == day else f"the last one on record is of {day}"


def _by(name: str) -> Differs:
    return _equals(lambda facts: getattr(facts.controller, name) if facts.controller else "")


def _kept(name: str) -> Differs:
    return _equals(lambda facts: facts.retention[name])


# What may be claimed -> what the facts say otherwise, "" if they agree.
CLAIMS: Mapping[str, Differs] = {
    "region": _equals(lambda facts: facts.region),
    "area": _equals(lambda facts: facts.area),
    "raw_days": _kept("raw_days"),
    "predictions_days": _kept("predictions_days"),
    "logs_days": _kept("logs_days"),
    "erasure_days": _erased,
    "processors": _processors,
    "transfers": _transfers,
    "controller": _by("organisation"),
    "dpo": _by("dpo"),
    "legal_basis": _by("legal_basis"),
    "drilled": _drilled,
    "high_risk": _high_risk,
}
