"""Takes the raw table in: checks its contract, drops what is not declared, pseudonymises, and keeps a snapshot."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from landfast_ml.contract.columns import ROW, Case, Columns
from landfast_ml.environment import Job
from landfast_ml.errors import DataError
from landfast_ml.features.contract import Profile
from landfast_ml.features.history import histories_of
from landfast_ml.features.made import check_row_by_row, parse_rows
from landfast_ml.features.raw import file_problems, read_text
from landfast_ml.features.splitting import BUCKET, BUCKETS
from landfast_ml.features.targets import classes_of
from landfast_ml.privacy.identifiers import normal_identifier
from landfast_ml.privacy.pseudonyms import key_id, protected, pseudonym, pseudonym_key
from landfast_ml.sources.bigquery import import_if_there
from landfast_ml.subjects.returning import Returning
from landfast_ml.versions import data_snapshot, raw_files


def run(job: Job, *, snapshot: Path) -> dict[str, float]:
    """Write `table.parquet` (declared columns as text, and each row's `_bucket`) and `snapshot.json`."""
    import_if_there(job)
    files = raw_files(job)
    problems = [problem for path in files for problem in file_problems(path, job.columns.raw, job.settings.data)]
    if problems:
        raise DataError(problems)
    key = pseudonym_key(job)
    returning = Returning.of(job)
    profile = Profile(job.columns)
    names = {column.raw_name: column.name for column in job.columns.raw}
    schema = pa.schema([*((column.name, pa.string()) for column in job.columns.snapshot), (BUCKET, pa.int32())])
    histories = histories_of(files, job.columns)
    with pq.ParquetWriter(snapshot / "table.parquet", schema, compression="zstd") as writer:
        for path in files:
            for batch in read_text(path, names, problems):
                texts = returning.left_out(histories.beside(batch.to_pandas()))
                parsed = parse_rows(texts, job.columns)
                check_row_by_row(job.columns, parsed.values)
                profile.add(texts, parsed)
                kept = protect(texts, job.columns, key)
                writer.write_table(pa.Table.from_pandas(kept, schema, preserve_index=False))
    problems += profile.problems(job.settings.data)
    if problems:
        raise DataError(problems)
    facts = {
        "data_snapshot": data_snapshot(job),
        "key_id": key_id(key),
        "files": [path.name for path in files],
        "rows": profile.rows,
        "classes": classes_of(job.columns, profile.classes),
        "edges": profile.edges(),
    }
    (snapshot / "snapshot.json").write_text(json.dumps(facts, indent=2), encoding="utf-8")
    return {"rows": profile.rows, "columns_kept": len(job.columns.raw), "rows_with_problems": profile.rejected}


def protect(texts: pd.DataFrame, columns: Columns, key: bytes) -> pd.DataFrame:
    """The rows as they may leave the raw bucket."""
    kept = protected(texts, columns.ingested, key)
    units = row_units(texts, columns) if columns.by_row else texts[columns.subject]
    if columns.by_row:
        kept[ROW] = [pseudonym(key, unit) for unit in units]
    # By the raw identifier: a new key gives new pseudonyms, but must not move a subject into the test set.
    kept[BUCKET] = [bucket(unit, columns.case) for unit in units]
    return kept


def row_units(texts: pd.DataFrame, columns: Columns) -> list[str]:
    """What tells a row from others is what it says: it stays on its side of the split wherever it stands in a file, and
    one that is there twice is never on both."""
    rows = texts[[column.name for column in columns.raw]].fillna("").itertuples(index=False, name=None)
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def bucket(subject: str, case: Case = "keep") -> int:
    """The same for all rows of a subject, in every run: what the split goes by."""
    return int.from_bytes(hashlib.sha256(f"split:{normal_identifier(subject, case)}".encode()).digest()) % BUCKETS
