"""LF-WVR-001: no waiver is past its end."""

from __future__ import annotations

from collections.abc import Iterator

from landfast.policies.judged import WaiverUse
from landfast.policies.model import Mend, Message, Rule, World


def check(waiver: WaiverUse, _world: World) -> Iterator[Message]:
    if waiver.expired:
        yield Message("expires", f"ended on {waiver.expires}: it no longer covers {waiver.type}")


RULE = Rule(
    id="LF-WVR-001",
    name="waiver_expired",
    title="Ensure no waiver is past its end",
    why="An exception was accepted until a day. After it somebody has to decide again.",
    mend=Mend(
        landfast="Mend the finding and remove the waiver from landfast.yaml, or have its owner renew it.",
        terraform="Mend the finding and remove the waiver, or have its owner renew it.",
    ),
    articles=("24", "5(2)"),
    severity="medium",
    check=check,
    types=frozenset({"*"}),
    modes=frozenset({"waiver"}),
)
