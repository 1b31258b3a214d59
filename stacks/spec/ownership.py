"""What of an environment landfast makes and changes, and what another team's is: decided here, and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

# What there is to change of a project, besides what is made in it.
Part = Literal["services", "policies", "audit", "logs", "queries", "budget"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Ownership:
    """`project`: landfast makes it, with its folder, and ends it. `parts`: what landfast changes of the project.
    `network`: landfast makes it.

    Nothing but what stands in a project is made for one that stood before, unless the spec names it.
    """

    project: bool = True
    parts: frozenset[Part] = frozenset(PARTS)
    network: bool = True
