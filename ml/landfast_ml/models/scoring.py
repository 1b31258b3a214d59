"""Batch scoring: a table of any length through a model, a batch at a time, so that memory holds one batch."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from landfast_ml.errors import DataError, UsageError
from landfast_ml.features.raw import read_header
from landfast_ml.models.predictor import Predictor
from landfast_ml.table import Reading, Wrong, as_found, plain_reading, plain_rows, recorded_for, titles
from landfast_ml.table.opened import package

SUFFIXES = (".csv", ".parquet")
PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Scored:
    """`wrong` rows got no prediction: their column `problem` says why."""

    rows: int
    wrong: int


def score(
    predictor: Predictor,
    source: Path,
    out: Path,
    keep: str | None = None,
    recorded: Reading | None = None,
    reasons: int = 0,
) -> Scored:
    """Score a table into a CSV or Parquet file, row by row in the same order; `keep` is a column that is carried over.
    With `reasons` so many inputs, and what each did to the answer, stand beside it.

    It is read in plain notation, or as `recorded` if it is one of those.
    Raises: UsageError if a file can't be one of these; DataError if the table can't be read or lacks an input.
    Nothing is left at `out` then.
    """
    if out.suffix not in SUFFIXES:
        raise UsageError(f"{out.name}: must end in {' or '.join(SUFFIXES)}")
    if not source.is_file():
        raise UsageError(f"{source}: there is no such file")
    table = Source.of(source, recorded)
    wanted = _wanted(predictor, table, keep)
    rows = wrong = 0
    partial = out.with_name(f".{out.name}.partial")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _writer(partial, out.suffix, schema(predictor, keep, reasons)) as writer:
            for texts in table.batches(wanted):
                answer, bad = _answer(predictor, texts, keep, reasons)
                rows, wrong = rows + len(texts), wrong + bad
                writer.write_table(answer)
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)
    return Scored(rows, wrong)


@dataclass(frozen=True, slots=True)
class Source:
    """A table to be scored, and how it is read."""

    path: Path
    reading: Reading

    @classmethod
    def of(cls, path: Path, recorded: Reading | None) -> Source:
        """Raises: DataError if its header can't be read."""
        again = recorded_for(path, recorded) if recorded is not None else None
        if again is not None:
            return cls(path, again)
        if package(path).format != "csv":
            return cls(path, as_found(path))
        header, problems = read_header(path)
        if problems:
            raise DataError(problems)
        return cls(path, plain_reading(header))

    def batches(self, wanted: Mapping[str, tuple[str, str]]) -> Iterator[pd.DataFrame]:
        """Texts under the declared names. `wanted`: title -> (declared name, type). Raises: DataError at the end."""
        columns = dict(zip(titles(self.reading), self.reading.columns, strict=True))
        types = {columns[title].name: type_ for title, (_, type_) in wanted.items()}
        wrong = Wrong()
        for batch in plain_rows(self.path, self.reading, types, wrong):
            names = [name for name, _ in wanted.values()]
            yield pa.RecordBatch.from_arrays(batch.columns, names=names).to_pandas()
        problems = [str(problem) for problem in wrong.problems(self.path.name, self.reading.encoding)]
        if problems:
            raise DataError(problems)


def schema(predictor: Predictor, keep: str | None, reasons: int = 0) -> pa.Schema:
    """Of what is written: the kept column, the prediction, its probabilities, its reasons, and what was wrong with the
    row."""
    number = predictor.task == "regression"
    fields: list[tuple[str, pa.DataType]] = [(keep, pa.string())] if keep else []
    fields.append(("prediction", pa.float64() if number else pa.string()))
    if predictor.task == "binary":
        fields.append(("probability", pa.float64()))
    elif predictor.task == "multiclass":
        fields += [(f"probability_{label}", pa.float64()) for label in predictor.classes]
    for place in range(1, reasons + 1):
        fields += [(f"reason_{place}", pa.string()), (f"effect_{place}", pa.float64())]
    return pa.schema([*fields, (PROBLEM, pa.string())])


def _wanted(predictor: Predictor, table: Source, keep: str | None) -> dict[str, tuple[str, str]]:
    """Title in the file -> declared name and type. A file may have the raw table's headers, or the declared names."""
    declared = {column.name: column for column in predictor.transformation.columns.all}
    header = set(titles(table.reading))
    found: dict[str, tuple[str, str]] = {}
    problems = []
    for name in [*(column.name for column in predictor.inputs), *([keep] if keep is not None else [])]:
        choices = [declared[name].raw_name, name] if name in declared else [name]
        chosen = next((choice for choice in choices if choice in header), None)
        if chosen is None:
            problems.append(f"{table.path.name}: there is no column {choices[0]}")
        else:
            found[chosen] = (name, declared[name].type if name in declared else "text")
    if keep in schema(predictor, None).names:
        problems.append(f"{keep} can't be kept: the predictions have a column of that name")
    if problems:
        raise DataError(problems)
    return found


def _answer(predictor: Predictor, texts: pd.DataFrame, keep: str | None, reasons: int) -> tuple[pa.Table, int]:
    """The rows to write of a batch, and how many of them have a problem instead of a prediction."""
    parsed = predictor.parse(texts)
    good = ~parsed.bad
    answer: dict[str, object] = {keep: texts[keep]} if keep else {}
    answer |= _predicted(predictor, parsed.values[good], good, reasons)
    problems = np.full(len(texts), None, dtype=object)
    for row in np.flatnonzero(~good):
        problems[row] = "; ".join(f"{name} is {reason}" for name, reason in parsed.reasons(int(row)).items())
    answer[PROBLEM] = problems
    table = schema(predictor, keep, reasons)
    arrays = [pa.array(answer[name], table.field(name).type, from_pandas=True) for name in table.names]
    return pa.Table.from_arrays(arrays, schema=table), int(parsed.bad.sum())


def _predicted(predictor: Predictor, values: pd.DataFrame, good: np.ndarray, reasons: int) -> dict[str, object]:
    if not len(values):
        return dict.fromkeys(schema(predictor, None, reasons).names, np.full(len(good), None, dtype=object))
    scores = predictor.score(values)
    told = _reasoned(predictor.reasons(values, scores, reasons), reasons, good) if reasons else {}
    return {**_said(predictor, scores, good), **told}


def _reasoned(found: list[list[dict[str, Any]]], reasons: int, good: np.ndarray) -> dict[str, object]:
    """A model of fewer inputs has fewer reasons."""
    columns: dict[str, object] = {}
    for place in range(reasons):
        for name, field in ((f"reason_{place + 1}", "input"), (f"effect_{place + 1}", "effect")):
            values = [one[place][field] if place < len(one) else None for one in found]
            columns[name] = _spread(np.array(values, dtype=object), good)
    return columns


def _said(predictor: Predictor, scores: np.ndarray, good: np.ndarray) -> dict[str, object]:
    said = predictor.predictions(scores)
    if predictor.task == "regression":
        return {"prediction": _spread(np.array(said, dtype=float), good)}
    answer: dict[str, object] = {"prediction": _spread(np.array([_word(one) for one in said], dtype=object), good)}
    if predictor.task == "binary":
        return answer | {"probability": _spread(scores, good)}
    return answer | {
        f"probability_{label}": _spread(scores[:, index], good) for index, label in enumerate(predictor.classes)
    }


def _word(prediction: object) -> str:
    return str(prediction).lower() if isinstance(prediction, bool) else str(prediction)


def _spread(values: np.ndarray, good: np.ndarray) -> np.ndarray:
    """At the rows that have one; None elsewhere."""
    spread = np.full(len(good), None, dtype=object)
    spread[good] = values
    return spread


def _writer(path: Path, suffix: str, table: pa.Schema) -> pq.ParquetWriter | arrow_csv.CSVWriter:
    return (
        pq.ParquetWriter(path, table, compression="zstd") if suffix == ".parquet" else arrow_csv.CSVWriter(path, table)
    )
