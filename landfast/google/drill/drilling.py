"""One store after the other: restored, compared, and whatever happened, removed."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi
from landfast.google.drill.buckets import BucketDrill
from landfast.google.drill.databases import DatabaseDrill
from landfast.google.drill.datasets import DatasetDrill
from landfast.google.drill.restored import BackedUp, Kind, Restored

# To make an instance of Cloud SQL takes 10 minutes and more, to restore a backup into it as long again.
MOST_SECONDS = 3600.0


class OneDrill(Protocol):
    """Of one store. Both raise UserError."""

    def run(self) -> Restored:
        """Restores from its backup, under a name of its own."""

    def remove(self) -> bool:
        """Takes away what drills made, this one's and what an interrupted one left; whether nothing is left."""


Opens = Callable[[GoogleApi, BackedUp, str], OneDrill]
DRILLS: dict[Kind, Opens] = {
    "bucket": lambda api, of, token: BucketDrill(api, of.name, token),
    "dataset": lambda api, of, token: DatasetDrill(api, of.project, of.name, token),
    "database": lambda api, of, token: DatabaseDrill(api, of.project, of.name, token),
}


@dataclass(frozen=True, slots=True)
class GoogleDrill:
    """By Google's APIs. What a drill that was interrupted left behind, the next one of the same store removes first."""

    api: GoogleApi

    def restored(self, of: BackedUp) -> Restored:
        """What came back, or why nothing did: a refusal of one store ends no drill of the others."""
        drill = DRILLS[of.kind](replace(self.api, most_seconds=MOST_SECONDS), of, secrets.token_hex(4))
        try:
            found = drill.run()
        except UserError as error:
            found = Restored(why=str(error))
        try:
            removed = drill.remove()
        except UserError as error:
            return replace(found, removed=False, why="; ".join(filter(None, (found.why, f"not removed: {error}"))))
        return replace(found, removed=removed)
