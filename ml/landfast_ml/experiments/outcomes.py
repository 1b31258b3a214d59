"""What came true after a prediction: read as the target's column is, and taken only for what was served."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from landfast_ml.contract.columns import Columns
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.features.declared import declared_reading
from landfast_ml.features.targets import spoken, spoken_outcomes
from landfast_ml.models import published
from landfast_ml.predictions.log import now, record_log
from landfast_ml.table.convert import Converter
from landfast_ml.table.fields import csv_numbered

FIELDS = ("id", "outcome")
_SEPARATORS = (",", ";", "\t")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_NAMED = 20


@dataclass(frozen=True, slots=True)
class Told:
    """What came true for a prediction, and the line that says so."""

    id: str
    outcome: Any
    line: int


def read_outcomes(path: Path, columns: Columns) -> list[Told]:
    """Of a CSV file with the columns id and outcome. UsageError.

    Separated by commas it is in plain notation; by semicolons or tabs, numbers are written as those of the target are.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            separator = max(_SEPARATORS, key=file.readline().count)
            file.seek(0)
            rows = csv_numbered(file, separator)
            header = next(rows, (1, []))[1]
            missing = [name for name in FIELDS if name not in header]
            if missing:
                none = " and no column ".join(missing)
                raise UsageError(
                    f"{path}: has no column {none}: id and outcome are needed, separated by a comma or semicolon"
                )
            one, other = (header.index(name) for name in FIELDS)
            told = [Told(_cell(row, one), _cell(row, other), line) for line, row in rows]
            return told if separator == "," else _plain(told, columns)
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8: save it so") from None


def _plain(told: Sequence[Told], columns: Columns) -> list[Told]:
    """What is no number stays as it is, and is refused with its line."""
    reading = declared_reading(columns)
    names = {column.name: column for column in reading.columns} if reading else {}
    column = names.get(columns.target)
    if column is None or column.type != "number":
        return list(told)
    texts = Converter(column).plain(pa.array([one.outcome for one in told], pa.string())).texts.to_pylist()
    return [replace(one, outcome=text or "") for one, text in zip(told, texts, strict=True)]


def _cell(row: Sequence[str], at: int) -> str:
    return row[at].strip() if at < len(row) else ""


def record_outcomes(job: Job, outcomes: Mapping[str, Any]) -> int:
    """Prediction id -> what came true; a later one takes an earlier one's place. As `record_told`."""
    told = [Told(one, outcome, number) for number, (one, outcome) in enumerate(outcomes.items(), 1)]
    return record_told(job, told, "outcomes")


def record_told(job: Job, told: Sequence[Told], source: str) -> int:
    """How many were recorded: all or none. UsageError with every line that is not taken: what came true can't be in
    the target's column, no class that the models know, or no prediction that was served."""
    if not told:
        raise UsageError(f"{source}: no outcomes: give a CSV file with the columns id and outcome")
    said, why = spoken_outcomes(job.columns, [one.outcome for one in told])
    problems = [*_refused(job, said, why), *_unserved(job, told)]
    if problems:
        lines: dict[str, list[int]] = {}
        for place, reason in problems:
            lines.setdefault(reason, []).append(told[place].line)
        found = [f"{source}: {_lines(numbers)}: {reason}" for reason, numbers in lines.items()]
        raise UsageError("; ".join([*found, "nothing was recorded: mend the lines, or leave them out"]))
    time = now()
    pairs = zip(told, said, strict=True)
    record_log(job, "outcomes").append([{"id": one.id, "time": time, "outcome": outcome} for one, outcome in pairs])
    return len({one.id for one in told})


def known_outcomes(job: Job, since: datetime) -> dict[str, dict[str, Any]]:
    """Prediction id -> the last record of what came true, which is as a prediction would say it; those that can't be
    read are left out."""
    records = list(record_log(job, "outcomes").read(since))
    said, _ = spoken_outcomes(job.columns, [one["outcome"] for one in records])
    pairs = zip(records, said, strict=True)
    return {one["id"]: {**one, "outcome": outcome} for one, outcome in pairs if outcome is not None}


def _refused(job: Job, said: Sequence[Any], why: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Place and reason; no reason holds a value, which is of a person."""
    target = job.columns.target
    classes = _classes(job)
    names = ", ".join(map(str, sorted(classes, key=str)))
    for place, (outcome, reason) in enumerate(zip(said, why, strict=True)):
        if reason:
            yield place, f"the outcome is {reason}, as {target} must be"
        elif classes and outcome not in classes:
            yield place, f"the outcome is no class of {target}, which are {names}"


def _unserved(job: Job, told: Sequence[Told]) -> Iterator[tuple[int, str]]:
    served = {record["id"] for record in record_log(job, "predictions").read(_EVER)}
    for place, one in enumerate(told):
        if one.id not in served:
            yield place, "the id is of no prediction that was served" if one.id else "the id is missing"


def _classes(job: Job) -> frozenset[Any]:
    """Those that a version with an alias tells apart; empty for a regression, and where none is published."""
    column = job.columns.column(job.columns.target)
    there = published.names(documents(job, "models"))
    files = (published.folder(job, version) / "training.json" for version in sorted(set(there.values())))
    found = (json.loads(path.read_text(encoding="utf-8"))["classes"] for path in files if path.is_file())
    return frozenset(spoken(label, column) for labels in found for label in labels)


def _lines(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_NAMED]))
    more = f" and {len(numbers) - _NAMED} more" if len(numbers) > _NAMED else ""
    return f"line{'s' if len(numbers) > 1 else ''} {shown}{more}"
