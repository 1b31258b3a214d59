"""How long personal data stays after somebody deleted it, and how long it stays if nobody does: worked out, not rules.

The lag of an erasure is the sum of what still holds a copy once the live one is gone: soft delete, old versions, time
travel, fail-safe, backups. Google's own deletion in its storage systems (up to about 180 days) comes after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from landfast.policies.causes import Cause
from landfast.policies.model import Resource, World
from landfast.policies.reckon.storage_limits import RECKONED, CannotTellError, Part


@dataclass(frozen=True, slots=True)
class Erasure:
    """Of one resource: `kept` is how many days content stays if nobody deletes it, `parts` what keeps it after that.

    `single` says whether one person's data can be deleted alone: log entries can't. `unknown` is why a figure can't be
    told, which counts as no end; `cause` is what others may have in common with it.
    """

    address: str
    document: str
    kept: float
    parts: tuple[Part, ...]
    single: bool = True
    unknown: str = ""
    cause: Cause | None = None

    @property
    def lag(self) -> float:
        """Days from a deletion until the last copy is gone."""
        return inf if self.unknown else sum(part.days for part in self.parts)


def erasure(resource: Resource, world: World) -> Erasure | None:
    """The figures of a resource that keeps content; None of a type that is not reckoned."""
    return world.remembered_of(_erasure, resource) if resource.type in RECKONED else None


def _erasure(resource: Resource, world: World) -> Erasure:
    single = not resource.type.startswith("google_logging_")
    try:
        kept, parts = RECKONED[resource.type](resource, world)
    except CannotTellError as error:
        return Erasure(resource.address, resource.document, inf, (), single, str(error), error.cause)
    held = tuple(part for part in parts if part.days > 0)
    return Erasure(resource.address, resource.document, kept, held, single)


def reckoned_types() -> frozenset[str]:
    """Types whose figures are worked out."""
    return frozenset(RECKONED)


def figures(resources: Iterable[Resource], world: World) -> list[Erasure]:
    """The figures of each resource that keeps content."""
    found = (erasure(resource, world) for resource in resources if resource.type in RECKONED)
    return [each for each in found if each is not None]
