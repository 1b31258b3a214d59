"""The rule: what an experiment's results mean for its two versions, with reasons."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from landfast_ml.experiments.analysis import BROKEN_SPLIT, Analysis, Result
from landfast_ml.experiments.definition import ARMS

Verdict = Literal["ship", "keep", "inconclusive", "invalid", "continue"]

MEANING: dict[Verdict, str] = {
    "ship": "the treatment becomes champion",
    "keep": "the control stays",
    "inconclusive": "the control stays, and nothing is shown",
    "invalid": "the experiment says nothing: its split is broken",
    "continue": "it goes on",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """`reasons` are sentences for the report and for the record of promotions."""

    verdict: Verdict
    reasons: tuple[str, ...]

    @property
    def final(self) -> bool:
        return self.verdict != "continue"

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"meaning": MEANING[self.verdict]}


def decide(analysis: Analysis) -> Decision:
    """In this order: is the split sound, is a guardrail broken, may the test speak, what does it say."""
    counts = ", ".join(f"{arm} {analysis.units[arm]}" for arm in ARMS)
    if analysis.ratio_p_value < BROKEN_SPLIT:
        reason = f"the split is broken: {counts} should be equal (p {analysis.ratio_p_value:.1g})"
        return Decision("invalid", (reason, "find the cause before anything is compared: lost records, bots, a filter"))
    if not analysis.speaks:
        wait = f"{analysis.known} of {analysis.started.planned} units an arm are known: a fixed test is read at its end"
        return Decision("continue", (wait,))
    broken = [one for one in analysis.guardrails if one.verdict == "broken"]
    if broken:
        return Decision("keep", tuple(_said(one) for one in broken))
    return _by_primary(analysis)


def _by_primary(analysis: Analysis) -> Decision:
    primary = analysis.primary
    said = _said(primary)
    waiting = [one for one in analysis.guardrails if one.verdict == "open"]
    if primary.verdict == "worse":
        return Decision("keep", (said,))
    if primary.verdict == "better" and not waiting:
        return Decision("ship", (said, *(_said(one) for one in analysis.guardrails)))
    effect = analysis.started.definition.primary.effect
    if primary.verdict == "open" and primary.gain[2] < effect:
        return Decision("keep", (said, f"a gain of {effect:g}, the least that is worth a change, is ruled out"))
    reasons = (said, *(_said(one) for one in waiting))
    if not analysis.complete:
        wait = f"{analysis.known} of {analysis.started.planned} units an arm are known"
        return Decision("continue", (*reasons, wait))
    return Decision("inconclusive", (*reasons, "the units or the time that were planned are used up"))


def _said(result: Result) -> str:
    value, low, high = result.gain
    name = result.metric.metric
    bounds = f"{name} gains {value:+.4g}, between {low:+.4g} and {high:+.4g}"
    meaning = {
        "better": "better",
        "worse": "worse",
        "open": "not shown either way",
        "held": "its margin holds",
        "broken": "worse than its margin",
    }[result.verdict]
    return f"{bounds}: {meaning}"
