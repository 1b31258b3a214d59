"""What was in tables of BigQuery, by moment: for as long as their dataset lets time be travelled, deleted ones too.

https://cloud.google.com/bigquery/docs/time-travel
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from landfast.provider.values import Object
from landfast.rehearsal.cloud.stable import milliseconds
from landfast.rehearsal.cloud.store import Store, StoredResource

TABLE_VERSION, DATASET = "table_version", "google_bigquery_dataset"
USUAL_HOURS = 168
HOUR = 3_600_000


@dataclass(frozen=True, slots=True)
class TableVersion:
    """`fields` of the table as it was, `data` its rows as JSON lines; `gone`: from then on there was no table."""

    since: int
    fields: Object
    rows: int
    data: bytes
    gone: bool


def remember(store: Store, table: StoredResource, data: bytes = b"", *, gone: bool = False) -> None:
    """What a table holds from now on."""
    known = store.under(TABLE_VERSION, table.name)
    last = int(known[-1].fields["since"]) if known else 0
    since = max(milliseconds(), last + 1)
    name = f"{table.name}/{since:015d}"
    rows = data.count(b"\n")
    content: Object = {"since": since, "fields": table.fields, "rows": rows, "gone": gone}
    store.put(StoredResource(TABLE_VERSION, name, table.project, content))
    if data:
        store.put_blob(name, data)
    _forget_older(store, known, window(store, table.name))


def version_at(store: Store, table: str, moment: int | None = None) -> TableVersion | None:
    """The newest of a moment (ms since 1970), or of now; None if there was no table."""
    found = [row for row in store.under(TABLE_VERSION, table) if moment is None or row.fields["since"] <= moment]
    if not found or found[-1].fields["gone"]:
        return None
    row = found[-1]
    fields = row.fields
    return TableVersion(fields["since"], fields["fields"], fields["rows"], store.blob(row.name) or b"", fields["gone"])


def window(store: Store, table: str) -> int:
    """The earliest moment that a table can be read at (ms since 1970)."""
    dataset = store.get(DATASET, table.partition("/tables/")[0])
    hours = int((dataset.fields.get("max_time_travel_hours") if dataset else None) or USUAL_HOURS)
    return milliseconds() - hours * HOUR


def forget_tables(store: Store, dataset: str) -> None:
    for row in store.under(TABLE_VERSION, f"{dataset}/tables"):
        _drop(store, row)


def _forget_older(store: Store, rows: Sequence[StoredResource], earliest: int) -> None:
    """The newest from before the window is what stood when it begins."""
    for row, following in pairwise(rows):
        if following.fields["since"] < earliest:
            _drop(store, row)


def _drop(store: Store, row: StoredResource) -> None:
    store.delete(row)
    store.put_blob(row.name, None)
