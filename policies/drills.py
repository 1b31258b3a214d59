"""When which stores came back from their backups in a restore drill."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

# Type -> the attribute that names it where it is restored.
DRILLED: Mapping[str, str] = {
    "google_storage_bucket": "name",
    "google_bigquery_dataset": "dataset_id",
    "google_sql_database_instance": "name",
}


@dataclass(frozen=True, slots=True)
class Drills:
    """`restored`: name of a store -> the last day on which a drill restored it whole; `days`: how old it may be."""

    restored: Mapping[str, dt.date]
    days: int
    today: dt.date

    def late(self, name: str) -> str:
        """What is the matter with a store, "" if it was restored in time."""
        day = self.restored.get(name)
        if day is None:
            return "no restore drill has shown that it comes back from its backup: `landfast drill` tries it"
        ago = (self.today - day).days
        if 0 <= ago <= self.days:
            return ""
        return f"was restored in a drill {ago} days ago: every {self.days} days, says policies.drill_days"
