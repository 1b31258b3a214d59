"""Profiles a table of BigQuery by one aggregate query, run where the table is: no row of it comes here."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from landfast_ml.table.headers import titles_and_names

from landfast.core.errors import InputError, Problem, UserError
from landfast.projects.table.profile import DISTINCT, Profile

if TYPE_CHECKING:
    from google.cloud.bigquery import Client, SchemaField, Table

    from landfast.policies.model import Area

_REFERENCE = re.compile(r"[a-z][a-z0-9:.-]{4,60}[a-z0-9]\.[A-Za-z0-9_]+\.[A-Za-z0-9_$-]+")
# What one look may cost: at the on-demand price of $6.25/TiB (2026-11), about six cents.
MOST_BYTES = 10 << 30
# A column with fewer distinct values may be a category or a class: they are fetched.
_TOP = 51

# BigQuery's types -> the narrowest type that all their values have.
_TYPES: Mapping[str, str] = {
    "BOOLEAN": "boolean", "BOOL": "boolean", "INTEGER": "integer", "INT64": "integer", "FLOAT": "number",
    "FLOAT64": "number", "NUMERIC": "number", "BIGNUMERIC": "number", "DATE": "date", "DATETIME": "date",
    "TIMESTAMP": "date", "STRING": "text",
}  # fmt: skip


def profile_bigquery(reference: str, area: Area) -> list[Profile]:
    """A profile of each column of `PROJECT.DATASET.TABLE` that can be one. Needs application default credentials.

    Raises: InputError if there is no such table, or it is not in the residency area; UserError if Google refuses.
    """
    if not _REFERENCE.fullmatch(reference):
        step = "name it as PROJECT.DATASET.TABLE"
        raise InputError([Problem("--from-bigquery", "is no table's name", reference, next_step=step)])
    client = _client(reference)
    from google.api_core.exceptions import GoogleAPIError, NotFound
    from google.auth.exceptions import GoogleAuthError

    try:
        table = client.get_table(reference)
        _check_place(reference, str(table.location), area)
        return _profiles(client, table)
    except NotFound:
        step = "check the name, and that you may read it (roles/bigquery.dataViewer)"
        raise InputError([Problem("--from-bigquery", "there is no such table", reference, next_step=step)]) from None
    except (GoogleAPIError, GoogleAuthError) as error:
        raise UserError(f"BigQuery refused: {error!s:.300}; run `gcloud auth application-default login`") from None


def _client(reference: str) -> Client:
    with warnings.catch_warnings():
        # Google's packages warn at import of the end of life of a Python that is supported for years to come.
        warnings.simplefilter("ignore", FutureWarning)
        from google.cloud import bigquery
    from google.auth.exceptions import DefaultCredentialsError

    try:
        return bigquery.Client(project=reference.split(".", maxsplit=1)[0])
    except DefaultCredentialsError:
        raise UserError("no credentials for Google: run `gcloud auth application-default login`") from None


def _check_place(reference: str, location: str, area: Area) -> None:
    from landfast.policies.facts.places import locate

    verdict = locate(location, "bigquery", area)
    if not verdict.good:
        fact = f"the table is in {location}, which {verdict.clause}"
        step = "copy what the purpose needs into a dataset of the area, under chapter V of the GDPR"
        raise InputError([Problem("--from-bigquery", fact, reference, f"residency area {area.name}", step)])


def _profiles(client: Client, table: Table) -> list[Profile]:
    from google.cloud.bigquery import QueryJobConfig

    fields = [field for field in table.schema if _kind(field)]
    if not fields or not table.num_rows:
        raise InputError([Problem("--from-bigquery", "the table has no rows, or no column that can be learned from")])
    sql = profile_query(str(table.reference), fields, _percent(table))
    config = QueryJobConfig(maximum_bytes_billed=2 * MOST_BYTES, labels={"application": "landfast"})
    row = next(iter(client.query(sql, job_config=config, location=table.location).result()))
    names = [name for _, name in titles_and_names([field.name for field in fields])]
    return [_profile(field, names[at], dict(row[f"c{at}"]), int(row["count"])) for at, field in enumerate(fields)]


def _kind(field: SchemaField) -> str | None:
    """None for what is no column of a table of values: records, arrays, JSON, geography, bytes."""
    return None if field.mode == "REPEATED" else _TYPES.get(field.field_type)


def _percent(table: Table) -> int:
    """Share of the table's blocks that are read, so that a look at a large table stays cheap."""
    size = int(table.num_bytes or 0)
    return 100 if size <= MOST_BYTES else max(1, 100 * MOST_BYTES // size)


def profile_query(reference: str, fields: Sequence[SchemaField], percent: int) -> str:
    """One row: `count`, and `c0`, `c1` ... with what each column holds."""
    columns = ",\n  ".join(f"{_struct(field)} AS c{at}" for at, field in enumerate(fields))
    sample = f" TABLESAMPLE SYSTEM ({percent} PERCENT)" if percent < 100 else ""
    return f"SELECT\n  COUNT(*) AS count,\n  {columns}\nFROM `{reference}`{sample}"


def _struct(field: SchemaField) -> str:
    name = f"`{field.name}`"
    parts = [f"COUNTIF({name} IS NULL) AS blank", f"APPROX_COUNT_DISTINCT({name}) AS distinct_values"]
    if _kind(field) in ("text", "boolean", "integer"):
        # Values of few kinds only: what tells persons apart is not fetched.
        few = f"APPROX_COUNT_DISTINCT({name}) < {_TOP}"
        parts.append(f"IF({few}, APPROX_TOP_COUNT(CAST({name} AS STRING), {_TOP}), NULL) AS top")
    if _kind(field) == "text":
        words = f"ARRAY_LENGTH(SPLIT({name}, ' '))"
        parts += [f"MAX(LENGTH({name})) AS longest", f"MAX({words}) AS words"]
    return f"STRUCT({', '.join(parts)})"


def _profile(field: SchemaField, name: str, found: Mapping[str, Any], rows: int) -> Profile:
    """As if the values had been read one by one; what one would learn from more of them is told by the counts."""
    kind = _kind(field) or "text"
    blank, distinct = int(found["blank"]), int(found["distinct_values"])
    top = {str(entry["value"]) for entry in found.get("top") or () if entry["value"] is not None}
    values = top or {str(number) for number in range(min(distinct, DISTINCT))}
    return Profile(
        title=field.name,
        name=name,
        type=kind,
        rows=rows,
        blank=blank,
        longest=int(found.get("longest") or 0),
        words=int(found.get("words") or 0),
        distinct=frozenset(values),
        many=distinct > DISTINCT,
        repeats=max(0, rows - blank - distinct),
        values_known=bool(top),
    )
