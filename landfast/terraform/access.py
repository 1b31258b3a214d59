"""What an engine needs of the target that it works on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Restore = Callable[[str], None]


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
    """A way to a cloud: the engine's environment, how long to wait, and what restores a deleted project by its id."""

    environ: Mapping[str, str]
    patience: Patience = Patience()
    restore: Restore | None = None
