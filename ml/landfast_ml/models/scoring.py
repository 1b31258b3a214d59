"""Batch scoring: a table of any length through a model, a batch at a time, so that memory holds one batch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from landfast_ml.errors import DataError, UsageError
from landfast_ml.features.raw import read_header, read_text
from landfast_ml.models.predictor import Predictor

SUFFIXES = (".csv", ".parquet")
BATCH_ROWS = 65_536
PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Scored:
    """`wrong` rows got no prediction: their column `problem` says why."""

    rows: int
    wrong: int


def score(predictor: Predictor, source: Path, out: Path, keep: str | None = None) -> Scored:
    """Score a CSV or Parquet table into another, row by row in the same order; `keep` is a column that is carried over.

    Raises: UsageError if a file can't be one of the two kinds; DataError if the table can't be read or lacks an input.
    Nothing is left at `out` then.
    """
    for path in (source, out):
        if path.suffix not in SUFFIXES:
            raise UsageError(f"{path.name}: must end in {' or '.join(SUFFIXES)}")
    if not source.is_file():
        raise UsageError(f"{source}: there is no such file")
    wanted = _wanted(predictor, source, keep)
    rows = wrong = 0
    partial = out.with_name(f".{out.name}.partial")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with _writer(partial, out.suffix, schema(predictor, keep)) as writer:
            for texts in _batches(source, wanted):
                answer, bad = _answer(predictor, texts, keep)
                rows, wrong = rows + len(texts), wrong + bad
                writer.write_table(answer)
        os.replace(partial, out)
    finally:
        partial.unlink(missing_ok=True)
    return Scored(rows, wrong)


def schema(predictor: Predictor, keep: str | None) -> pa.Schema:
    """Of what is written: the kept column, the prediction, its probabilities, and what was wrong with the row."""
    number = predictor.task == "regression"
    fields = [(keep, pa.string())] if keep else []
    fields.append(("prediction", pa.float64() if number else pa.string()))
    if predictor.task == "binary":
        fields.append(("probability", pa.float64()))
    elif predictor.task == "multiclass":
        fields += [(f"probability_{label}", pa.float64()) for label in predictor.classes]
    return pa.schema([*fields, (PROBLEM, pa.string())])


def _wanted(predictor: Predictor, source: Path, keep: str | None) -> dict[str, str]:
    """Column of the file -> declared name. A file may have the raw table's headers, or the declared names."""
    declared = {column.name: column for column in predictor.transformation.columns.all}
    header = set(_header(source))
    found, problems = {}, []
    for name in [*(column.name for column in predictor.inputs), *([keep] if keep is not None else [])]:
        choices = [declared[name].raw_name, name] if name in declared else [name]
        chosen = next((choice for choice in choices if choice in header), None)
        if chosen is None:
            problems.append(f"{source.name}: there is no column {choices[0]}")
        else:
            found[chosen] = name
    if keep in schema(predictor, None).names:
        problems.append(f"{keep} can't be kept: the predictions have a column of that name")
    if problems:
        raise DataError(problems)
    return found


def _header(source: Path) -> list[str]:
    if source.suffix == ".csv":
        header, problems = read_header(source)
        if problems:
            raise DataError(problems)
        return header
    try:
        return list(pq.read_schema(source).names)
    except pa.ArrowInvalid:
        raise DataError([f"{source.name} is not a Parquet file"]) from None


def _batches(source: Path, wanted: dict[str, str]) -> Iterator[pd.DataFrame]:
    """Text, under the declared names."""
    problems: list[str] = []
    read = _parquet(source, wanted) if source.suffix == ".parquet" else read_text(source, wanted, problems)
    for table in read:
        yield table.to_pandas()
    if problems:
        raise DataError(problems)


def _parquet(source: Path, wanted: dict[str, str]) -> Iterator[pa.Table]:
    """Numbers and flags as the text that a CSV file would have."""
    for batch in pq.ParquetFile(source).iter_batches(BATCH_ROWS, columns=list(wanted)):
        texts = [batch.column(name).cast(pa.string()) for name in wanted]
        yield pa.Table.from_arrays(texts, list(wanted.values()))


def _answer(predictor: Predictor, texts: pd.DataFrame, keep: str | None) -> tuple[pa.Table, int]:
    """The rows to write of a batch, and how many of them have a problem instead of a prediction."""
    parsed = predictor.parse(texts)
    good = ~parsed.bad
    answer: dict[str, object] = {keep: texts[keep]} if keep else {}
    answer |= _predicted(predictor, parsed.values[good], good)
    problems = np.full(len(texts), None, dtype=object)
    for row in np.flatnonzero(~good):
        problems[row] = "; ".join(f"{name} is {reason}" for name, reason in parsed.reasons(int(row)).items())
    answer[PROBLEM] = problems
    table = schema(predictor, keep)
    arrays = [pa.array(answer[name], table.field(name).type, from_pandas=True) for name in table.names]
    return pa.Table.from_arrays(arrays, schema=table), int(parsed.bad.sum())


def _predicted(predictor: Predictor, values: pd.DataFrame, good: np.ndarray) -> dict[str, object]:
    if not len(values):
        return dict.fromkeys(schema(predictor, None).names, np.full(len(good), None, dtype=object))
    scores = predictor.score(values)
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
