"""What an engine needs of the target that it works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from landfast.google.ending import GoogleEnding
from landfast.google.leftovers.work import Work

# By a type and an import id: makes what was deleted, and can still be had back, stand again. Nothing else is touched.
Restore = Callable[[str, str], None]
# By a type and the URL of a collection: the fields of each resource in it, in the provider's names, and SERVER.
Search = Callable[[str, str], Sequence[Mapping[str, Any]]]


class Leftovers(Protocol):
    """What stands in a cloud that no state knows, and keeps what does from being destroyed. All raise UserError."""

    def stop(self, project: str, region: str, endpoint: str, work: Work) -> None:
        """Ends what runs in a project, and the endpoints that its jobs made besides `endpoint`."""

    def empty(self, going: Sequence[tuple[str, Mapping[str, Any]]], work: Work) -> None:
        """Deletes what stands in resources, by their types and values, that are about to go."""

    def seconds_until_free(self, kind: str, user: str, work: Work) -> float | None:
        """Takes out of the way what the deletion of a `kind` was refused for, by its path, empty if that is unknown.

        The seconds after which it is worth another try; None if nothing can be done.
        """


class Birth(Protocol):
    """What a project is born with and never loses. Both raise UserError."""

    def unheard(self, conditions: Sequence[tuple[str, Mapping[str, Any]]]) -> Sequence[str]:
        """Which of these policies and settings, by type and values, do not hold yet."""

    def problems(self, project: str, region: str) -> Sequence[str]:
        """What a project was born with that it should not have, each with the next step."""


class Records(Protocol):
    """Records that are kept with the states in their bucket. All raise UserError."""

    def read(self, bucket: str, name: str) -> Mapping[str, Any] | None:
        """None if there is none."""

    def names(self, bucket: str, prefix: str) -> Sequence[str]:
        """Of the records whose names begin so."""

    def write(self, bucket: str, name: str, content: Mapping[str, Any]) -> None:
        """Whole or not at all."""

    def remove(self, bucket: str, name: str) -> None:
        """What does not stand is no error."""


@dataclass
class News:
    """What a run has changed that a cloud hears of late: an organization policy, a perimeter."""

    rules: bool = False


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a cloud is waited for.

    `retries` are the seconds before each try of what was refused because the cloud has not heard everywhere yet of what
    was granted or forbidden; `leftovers` is how long what keeps a stack from being destroyed may take to be given back;
    `settling` is how long a project waits for the policies that it is made under; `orphan` is how long an engine that
    lost its landfast may still finish what is under way.
    """

    retries: tuple[float, ...] = ()
    orphan: float = 20.0
    leftovers: float = 30.0
    settling: float = 0.0


@dataclass(frozen=True, slots=True)
class CloudAccess:
    """A way to a cloud: the engine's environment, how long to wait, what restores, looks for
    and empties resources, where records are kept, and how a project ends."""

    environ: Mapping[str, str]
    patience: Patience = Patience()
    restore: Restore | None = None
    search: Search | None = None
    leftovers: Leftovers | None = None
    birth: Birth | None = None
    records: Records | None = None
    ending: GoogleEnding | None = None
    news: News = field(default_factory=News)
