"""Takes the table in: checks it against the model's contract, pseudonymises it, and keeps a snapshot."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import TextIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from landfast_ml.batches.delivery import REJECTED
from landfast_ml.contract.columns import ROW, Column, Columns
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, UsageError
from landfast_ml.features.made import parse_rows
from landfast_ml.features.parsing import Parsed
from landfast_ml.features.raw import file_problems, read_text
from landfast_ml.features.statistics import Statistics, describe, edges_of, from_document, merged
from landfast_ml.features.transform import load_transformation
from landfast_ml.kinds.batch_scoring import columns_read, model_problems
from landfast_ml.logs import emit
from landfast_ml.models import published
from landfast_ml.monitoring.drift import drifts
from landfast_ml.privacy.pseudonyms import key_id, protected, pseudonym_key
from landfast_ml.subjects.returning import Returning
from landfast_ml.versions import data_snapshot, raw_files

TABLE, FACTS = "table.parquet", "snapshot.json"


@dataclass
class Tally:
    """How many rows there are, how many are refused, and why."""

    rows: int = 0
    refused: int = 0
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, parsed: Parsed) -> None:
        self.rows += len(parsed.values)
        self.refused += int(parsed.bad.sum())
        for name, reasons in parsed.problems.items():
            for reason, rows in reasons.items():
                self.wrong[name, reason] += int(rows.sum())

    def problems(self, table: str, limit: float) -> list[str]:
        """Why the table must not be scored; empty if all is well."""
        if not self.rows:
            return [f"there is no row in {table}: is a delivery late?"]
        if self.refused <= limit * self.rows and self.refused < self.rows:
            return []
        allowed = f"{limit:.1%} are allowed (settings.toml: data.maximum_refused_share)"
        why = [
            f"{name} is {reason} in {count / self.rows:.1%} of the rows" for (name, reason), count in self.wrong.items()
        ]
        return [f"{self.refused / self.rows:.1%} of the rows are refused, {allowed}", *sorted(why)]


def run(job: Job, *, snapshot: Path) -> dict[str, float]:
    """Write `table.parquet` (pseudonym and inputs as text), `rejected.json` (one line a refused row: pseudonym and
    reasons) and `snapshot.json`."""
    files = raw_files(job)
    problems = [p for path in files for p in file_problems(path, columns_read(job), job.settings.data)]
    if problems:
        raise DataError(problems)
    version = published.find(job, job.settings.model.version)
    facts = published.facts(job, version)
    baseline = from_document(facts.pop("statistics", {}))
    selection = Selection.of(job, published.folder(job, version))
    found = selection.write(files, snapshot, baseline)
    moved = _moved(job, version, baseline, found)
    document = {
        "data_snapshot": data_snapshot(job),
        "key_id": key_id(selection.key),
        "version": version,
        "model": facts,
        "rows": selection.tally.rows,
        "refused": selection.tally.refused,
        "drift": moved,
    }
    (snapshot / FACTS).write_text(json.dumps(document, indent=2), encoding="utf-8")
    return {"rows": selection.tally.rows, "refused": selection.tally.refused, "features_drifting": len(moved)}


@dataclass(frozen=True)
class Selection:
    """What is kept of the table: `columns` as `features.yaml` has them, judged by what the model was trained with."""

    job: Job
    columns: tuple[Column, ...]
    model: Columns
    key: bytes
    returning: Returning
    tally: Tally = field(default_factory=Tally)

    @classmethod
    def of(cls, job: Job, model: Path) -> Selection:
        """UsageError if the model needs what `features.yaml` doesn't let through."""
        trained = load_transformation(model).columns
        problems = list(model_problems(job.columns, trained))
        if problems:
            step = "declare the columns as the training project does"
            raise UsageError(f"features.yaml: {'; '.join(problems)}: {step}")
        inputs = {column.name for column in trained.inputs}
        kept = tuple(column for column in columns_read(job) if column.role == "subject" or column.name in inputs)
        return cls(job, kept, trained, pseudonym_key(job), Returning.of(job))

    def write(self, files: Sequence[Path], folder: Path, baseline: Statistics) -> Statistics:
        """The table, a batch after the other; returns the statistics of the rows that are scored. DataError."""
        names = {column.raw_name: column.name for column in self.columns}
        row = [ROW] if self.job.columns.by_row else []
        schema = pa.schema([(name, pa.string()) for name in (*names.values(), *row)])
        problems: list[str] = []
        parts = []
        with (
            pq.ParquetWriter(folder / TABLE, schema, compression="zstd") as table,
            (folder / REJECTED).open("w", encoding="utf-8") as rejected,
        ):
            for path in files:
                numbers = count(1)
                for batch in read_text(path, names, problems):
                    texts = self.returning.left_out(batch.to_pandas())
                    kept = protected(texts, self.columns, self.key)
                    if row:
                        # Nobody is named, so a prediction is told by where its row stands.
                        kept[ROW] = [f"{path.name}:{number}" for number in islice(numbers, len(kept))]
                    good = self._judge(texts, kept, rejected)
                    table.write_table(pa.Table.from_pandas(kept[good], schema, preserve_index=False))
                    parts.append(self._describe(kept[good], baseline))
        problems += self.tally.problems(self.job.columns.table, self.job.settings.data.maximum_refused_share)
        if problems:
            raise DataError(problems)
        return merged(parts)

    def _judge(self, texts: pd.DataFrame, kept: pd.DataFrame, rejected: TextIO) -> np.ndarray:
        """Which rows the model can be given. No value is written of the others."""
        subject = self.job.columns.subject
        inputs = [column for column in self.columns if column.role == "subject"] + list(self.model.inputs)
        parsed = parse_rows(texts, self.model, inputs)
        self.tally.add(parsed)
        for row in np.flatnonzero(parsed.bad):
            line = {"subject": kept[subject].iloc[row], "reasons": parsed.reasons(int(row))}
            rejected.write(json.dumps(line, sort_keys=True) + "\n")
        return ~parsed.bad

    def _describe(self, kept: pd.DataFrame, baseline: Statistics) -> Statistics:
        """In the bins of what the model learned from; {} where those are not known, or nothing is there."""
        if not baseline or not len(kept):
            return {}
        values = parse_rows(kept, self.model, self.model.inputs).values
        found = describe(values, self.model, edges_of(baseline))
        return {name: found[name] for name in baseline if name in found}


def _moved(job: Job, version: str, baseline: Statistics, now: Statistics) -> list[str]:
    """The features that have drifted, each logged where the environment's alerts see it."""
    rows = max((found.rows for found in now.values()), default=0)
    if rows < job.settings.monitoring.minimum_rows:
        return []
    found = [one for one in drifts(baseline, now, job.settings.monitoring) if one.reasons]
    for one in found:
        place = {"cause": "drift", "where": "table to score", "subject": one.feature}
        place |= {"environment": job.environment.environment, "version": version}
        emit("drift", f"{one.feature}: {'; '.join(one.reasons)}", place, "WARNING")
    return [one.feature for one in found]
