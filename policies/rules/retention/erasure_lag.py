"""LF-RET-006: what is erased is gone within a month."""

from __future__ import annotations

from collections.abc import Iterator
from math import isinf

from landfast.policies.model import Mend, Message, Resource, Rule, World
from landfast.policies.reckon.erasure import erasure, reckoned_types

LIMIT_DAYS = 30


def check(resource: Resource, world: World) -> Iterator[Message]:
    found = erasure(resource, world)
    # Nobody can take one person out of a log: what is logged is limited (LF-MIN-001), and logs end (LF-RET-004).
    if found is None or not found.single:
        return
    if found.unknown:
        yield Message("", f"how long erased data stays can't be told: {found.unknown}", unknown=True, cause=found.cause)
    elif found.lag > LIMIT_DAYS:
        parts = " + ".join(f"{part.what} {_shown(part.days)}" for part in found.parts)
        when = "never gone" if isinf(found.lag) else f"gone after {_shown(found.lag)}"
        yield Message("", f"erased data is {when}: {parts}; {LIMIT_DAYS} days at most")


def _shown(days: float) -> str:
    return "without an end" if isinf(days) else f"{days:.3g} days"


RULE = Rule(
    id="LF-RET-006",
    name="erasure_lag",
    title="Ensure what is erased is gone within a month",
    why="Who asks for erasure is answered within a month: copies in old versions, time travel and backups count "
    "too. The report shows the figure of each resource.",
    mend=Mend(
        landfast="Keep the modules: the longest lag is 21 days.",
        terraform="Shorten soft delete, versions, time travel or the retention of backups.",
    ),
    articles=("17", "12(3)"),
    severity="medium",
    check=check,
    types=reckoned_types(),
)
