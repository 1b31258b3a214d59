"""Takes series from the raw bucket: every row typed, protected, and known by its line, so that a fault can be found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from landfast_ml.contract.columns import Columns
from landfast_ml.environment import Job
from landfast_ml.errors import DataError
from landfast_ml.features.parsing import Parsed, parse
from landfast_ml.features.raw import file_problems, read_text
from landfast_ml.forecasting.declared import series_columns, series_rules, taken_as
from landfast_ml.forecasting.snapshot import typed_times
from landfast_ml.forecasting.table import SeriesTable, series_table
from landfast_ml.forecasting.table_checks import by_line
from landfast_ml.privacy.identifiers import normal_identifier
from landfast_ml.privacy.pseudonyms import protected, pseudonym_key
from landfast_ml.subjects.returning import Returning
from landfast_ml.table import plain_reading
from landfast_ml.table.batches import line_numbers
from landfast_ml.versions import raw_files

# Beside the declared columns, none of which is called so.
LINE = "_line"


@dataclass(frozen=True, slots=True, eq=False)
class TakenSeries:
    """`rows` as they may leave the raw bucket, `table` what they make; `rejected` counts rows with a wrong value."""

    rows: pd.DataFrame
    table: SeriesTable
    rejected: int
    files: tuple[str, ...]


def take(job: Job) -> TakenSeries:
    """The raw table, without those who were erased. Raises: DataError with every problem, by line."""
    files = raw_files(job)
    problems = [problem for path in files for problem in file_problems(path, job.columns.raw, job.settings.data)]
    if problems:
        raise DataError(problems)
    texts = pd.concat([*_texts(job, files, problems)], ignore_index=True)
    if problems:
        raise DataError(problems)
    parsed = parse(_protected(job, texts), [taken_as(column) for column in job.columns.raw], job.columns.missing_values)
    bad = parsed.bad
    problems = _value_problems(job, texts, parsed)
    least = job.settings.data.minimum_rows
    if len(texts) < least:
        problems.append(f"{len(texts)} rows, at least {least} are needed (settings.toml: data.minimum_rows)")
    if problems:
        raise DataError(problems)
    rows = _typed(parsed.values[~bad], job.columns)
    lines = texts[LINE].to_numpy()[~bad]
    table = series_table(rows, series_columns(job.columns), series_rules(job), lines)
    return TakenSeries(rows, table, int(bad.sum()), tuple(path.name for path in files))


def _texts(job: Job, files: list[Path], problems: list[str]) -> Iterator[pd.DataFrame]:
    """Batches of text, with each row's line; named by its file where there are several."""
    returning = Returning.of(job)
    names = {column.raw_name: column.name for column in job.columns.raw}
    for path in files:
        batches = [batch.to_pandas() for batch in read_text(path, names, problems)]
        texts = pd.concat(batches, ignore_index=True) if batches else pd.DataFrame(columns=list(names.values()))
        lines = _lines(path, len(texts))
        texts[LINE] = [f"{path.name}:{line}" for line in lines] if len(files) > 1 else lines
        yield returning.left_out(texts)


def _lines(path: Path, rows: int) -> np.ndarray:
    """Physical lines: a cell may span several, an empty one is no row."""
    with path.open("rb") as file:
        ends = sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))
    if ends in {rows, rows + 1}:
        return np.arange(rows) + 2
    found = line_numbers(path, plain_reading([]), set(range(1, rows + 1)))
    return np.array([found[row] for row in range(1, rows + 1)], dtype=np.int64)


def _protected(job: Job, texts: pd.DataFrame) -> pd.DataFrame:
    """A series that keeps its name has one, however a table writes it."""
    columns = job.columns
    kept = protected(texts, columns.raw, pseudonym_key(job))
    subject = columns.column(columns.subject)
    if subject.protection == "keep":
        values = kept[subject.name]
        kept[subject.name] = values.map({one: normal_identifier(one, subject.case) for one in values.unique()})
    return kept


def _value_problems(job: Job, texts: pd.DataFrame, parsed: Parsed) -> list[str]:
    """Wrong values by line, where there are more than may be."""
    rejected, limit = int(parsed.bad.sum()), job.settings.data.maximum_rejected_share
    if rejected <= limit * len(texts):
        return []
    lines = texts[LINE].to_numpy()
    step = "mend them" if not limit else f"mend them: {limit:.1%} are allowed (data.maximum_rejected_share)"
    return [
        problem
        for name, reasons in _sorted(parsed.problems)
        for reason, rows in reasons.items()
        for problem in by_line(lines[rows], f"{name} is {reason}", step)
    ]


def _sorted(problems: Mapping[str, Mapping[str, np.ndarray]]) -> list[tuple[str, Mapping[str, np.ndarray]]]:
    return sorted(problems.items())


def _typed(values: pd.DataFrame, columns: Columns) -> pd.DataFrame:
    """Times as times; all else is typed already."""
    when = series_columns(columns).time
    return values.assign(**{when: typed_times(values[when])}).reset_index(drop=True)
