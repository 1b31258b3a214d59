"""What an engine needs of the target that it works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# By a type and an import id: makes what was deleted, and can still be had back, stand again. Nothing else is touched.
Restore = Callable[[str, str], None]
# By a type and the URL of a collection: the fields of each resource in it, in the provider's names, and SERVER.
Search = Callable[[str, str], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a cloud is waited for.

    `retries` are the seconds before each try of an apply that was refused because the cloud has not heard everywhere
    yet of what was granted; `orphan` is how long an engine that lost its landfast may still finish what is under way.
    """

    retries: tuple[float, ...] = ()
    orphan: float = 20.0


@dataclass(frozen=True, slots=True)
class CloudAccess:
    """A way to a cloud: the engine's environment, how long to wait, what restores and what looks for resources."""

    environ: Mapping[str, str]
    patience: Patience = Patience()
    restore: Restore | None = None
    search: Search | None = None
