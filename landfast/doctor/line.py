"""One line of what a doctor says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from landfast.core.errors import UserError

Verdict = Literal["pass", "warn", "fail", "unknown"]
# In the order in which they are looked at: each needs what stands before it.
Group = Literal[
    "machine", "account", "quota project", "above the project", "permissions", "organization policies", "names",
    "quotas", "offers",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """`mends`: the command, or what else there is to do; empty of what passes."""

    group: Group
    name: str
    verdict: Verdict
    says: str
    mends: str = ""


def looked_at(group: Group, name: str, look: Callable[[], Iterable[Line]]) -> Iterator[Line]:
    """The lines of a look; where Google does not answer, or says no, one that says so: nothing passes unseen."""
    try:
        yield from list(look())
    except UserError as error:
        yield Line(group, name, "unknown", str(error)[:400], "mend that, then run this again")


def counted(names: Sequence[str], most: int = 5) -> str:
    """Some by their names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"
