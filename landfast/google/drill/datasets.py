"""A dataset: a table of the drill's own is deleted, and comes back by a copy of it as of the moment before.

https://cloud.google.com/bigquery/docs/access-historical-data
https://cloud.google.com/bigquery/docs/restore-deleted-tables
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from landfast.core.errors import UserError
from landfast.google.api import GoogleApi
from landfast.google.drill.restored import Restored, Witness, compared, text_of

BIGQUERY = "https://bigquery.googleapis.com"
PREFIX = "landfast_drill_"
COLUMNS = {"fields": [{"name": "number", "type": "INTEGER"}, {"name": "value", "type": "STRING"}]}
# Loads and copies of a few rows take seconds; whoever waits longer waits for a queue.
MOST_SECONDS = 600.0
# More than a drill has: one page is all.
MOST_ROWS = 1000


@dataclass(frozen=True, slots=True)
class DatasetDrill:
    """`token` is in the names of what it makes."""

    api: GoogleApi
    project: str
    dataset: str
    token: str

    @property
    def _place(self) -> str:
        return f"{BIGQUERY}/bigquery/v2/projects/{self.project}"

    @property
    def _tables(self) -> str:
        return f"{self._place}/datasets/{self.dataset}/tables"

    def run(self) -> Restored:
        """Raises: UserError."""
        found = self.api.get(f"{self._place}/datasets/{self.dataset}")
        if found is None:
            raise UserError(f"{self.project}.{self.dataset}: does not stand: `landfast up` makes it")
        self.remove()
        hours = int(found.get("maxTimeTravelHours") or 168)
        table, into = f"{PREFIX}{self.token}", f"{PREFIX}{self.token}_restored"
        witness = Witness.new(self.token)
        # After a moment, so that the one to restore as of lies between the load and the loss.
        ended = int(self._loaded(table, witness)["statistics"]["endTime"])
        self.api.pause(self.api.poll_seconds)
        moment = ended + int(self.api.poll_seconds * 500)
        lost = time.time()
        self.api.delete(f"{self._tables}/{table}")
        began = time.monotonic()
        self._copied(f"{table}@{moment}", into)
        said, differs = compared(witness, self._rows(into))
        seconds = time.monotonic() - began
        return Restored(
            backup=f"time travel, {hours} hours",
            into=f"{self.project}.{self.dataset}.{into}",
            moment=text_of(dt.datetime.fromtimestamp(moment / 1000, dt.UTC)),
            rpo_seconds=max(0.0, lost - moment / 1000),
            rto_seconds=seconds,
            compared=said,
            whole=not differs,
            why=differs,
        )

    def remove(self) -> bool:
        """All tables that drills made here; whether none is left. Raises: UserError."""
        for name in self._left():
            self.api.delete(f"{self._tables}/{name}")
        return not self._left()

    def _left(self) -> list[str]:
        names = (str(one["tableReference"]["tableId"]) for one in self.api.pages(self._tables, "tables"))
        return [name for name in names if name.startswith(PREFIX)]

    def _loaded(self, table: str, witness: Witness) -> Mapping[str, Any]:
        wanted = {
            "destinationTable": self._reference(table),
            "schema": COLUMNS,
            "sourceFormat": "NEWLINE_DELIMITED_JSON",
            "writeDisposition": "WRITE_EMPTY",
        }
        url = f"{BIGQUERY}/upload/bigquery/v2/projects/{self.project}/jobs"
        return self._ended(self.api.load(url, {"configuration": {"load": wanted}}, witness.lines))

    def _copied(self, source: str, into: str) -> None:
        wanted = {
            "sourceTable": self._reference(source),
            "destinationTable": self._reference(into),
            "writeDisposition": "WRITE_EMPTY",
        }
        self._ended(self.api.create(f"{self._place}/jobs", {"configuration": {"copy": wanted}}))

    def _ended(self, job: Mapping[str, Any]) -> Mapping[str, Any]:
        """Raises: UserError for one that failed."""
        reference, until = job["jobReference"], time.monotonic() + MOST_SECONDS
        while job["status"]["state"] != "DONE":
            if time.monotonic() > until:
                raise UserError(f"BigQuery's job {reference['jobId']}: not done after {MOST_SECONDS:.0f} seconds")
            self.api.pause(self.api.poll_seconds)
            url = f"{self._place}/jobs/{reference['jobId']}"
            job = self.api.get(url, location=str(reference["location"])) or job
        if error := job["status"].get("errorResult"):
            raise UserError(f"BigQuery's job {reference['jobId']}: {error.get('message')}")
        return job

    def _rows(self, table: str) -> list[tuple[int, str]]:
        pages = self.api.pages(f"{self._tables}/{table}/data", "rows", maxResults=str(MOST_ROWS))
        return [(int(row["f"][0]["v"]), str(row["f"][1]["v"])) for row in pages]

    def _reference(self, table: str) -> dict[str, str]:
        return {"projectId": self.project, "datasetId": self.dataset, "tableId": table}
