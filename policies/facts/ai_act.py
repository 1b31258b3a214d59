"""From when the AI Act's duties apply, of which systems and for whom: as data, since the days move.

Regulation (EU) 2024/1689, Art. 111 and 113, as amended by Regulation (EU) 2026/1744; sources: `data/ai_act.json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from landfast.policies.facts.tables import table

AiRole = Literal["provider", "deployer"]
# Of which systems a duty is: all; high-risk ones by Annex III or Annex I; those of public authorities.
Of = Literal["all", "annex-iii", "annex-i", "public"]


@dataclass(frozen=True, slots=True)
class AiDuty:
    """`begins` is the day from which it applies (ISO 8601), by the provision `by`."""

    id: str
    articles: str
    begins: str
    of: Of
    roles: tuple[AiRole, ...]
    by: str


@cache
def duties() -> tuple[AiDuty, ...]:
    """All, the earliest first."""
    found = [
        AiDuty(raw["id"], raw["articles"], raw["from"], raw["of"], tuple(raw["roles"]), raw["by"])
        for raw in table("ai_act")["dates"]
    ]
    return tuple(sorted(found, key=lambda one: one.begins))


def log_days() -> int:
    """So long are the logs of a high-risk system kept at least."""
    return int(table("ai_act")["kept"]["logs_days"])


def as_of() -> tuple[str, str]:
    """The day of the table, and the law as it was then."""
    meta = table("ai_act")["meta"]
    return str(meta["date"]), str(meta["law"])
