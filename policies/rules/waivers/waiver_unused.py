"""LF-WVR-002: every waiver covers something."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.judged import WaiverUse
from landfast.policies.model import Mend, Message, Rule, World


def check(waiver: WaiverUse, _world: World) -> Iterator[Message]:
    if waiver.unused and not waiver.expired:
        yield Message("rule", f"covers no finding of {waiver.type}")


RULE = Rule(
    id="LF-WVR-002",
    name="waiver_unused",
    title="Ensure every waiver covers something",
    why="A waiver without a finding hides the next one at the same address.",
    mend=Mend(
        landfast="Remove the waiver from landfast.yaml, or mend its rule or address.",
        terraform="Remove the waiver, or mend its rule or address.",
    ),
    articles=("24", "5(2)"),
    severity="low",
    check=check,
    types=frozenset({"*"}),
    modes=frozenset({"waiver"}),
)
