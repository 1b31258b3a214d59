"""Tables as a person brings them, and what is read off them."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from in_process import landfast

from landfast.core.errors import InputError
from landfast.projects.table import Choices, Inferred, infer, read_table

SPEC = "name: churn\nresidency: {region: europe-west4}\n"


def written(folder: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    path = folder / "people.csv"
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def inferred(path: Path, read: Sequence[str] = (), **said: Any) -> Inferred:
    choices = Choices(**{"target": "churned", "subject": "id", **said})
    found = read_table(path, read, choices.leave_out)
    return infer(found.profiles, choices, "people", reading=found.reading)


def problems(path: Path, **said: Any) -> list[str]:
    with pytest.raises(InputError) as refused:
        inferred(path, **said)
    return [str(problem) for problem in refused.value.problems]


def rows(count: int = 40, **columns: object) -> tuple[list[str], list[list[object]]]:
    """`id` and `churned`, and what each further column holds: a value, or a function of the row's number."""
    header = ["id", "churned", *columns]
    return header, [
        [f"c{n}", n % 2, *(value(n) if callable(value) else value for value in columns.values())] for n in range(count)
    ]


def column(found: Inferred, title: str) -> Any:
    return next(decision for decision in found.decisions if decision.title == title)


def new(cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return landfast(cwd, "blueprint", "new", "tabular", *words)
