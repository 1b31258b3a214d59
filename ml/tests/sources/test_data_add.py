"""A table of any notation is brought into the raw bucket in plain notation, as was recorded or as is said."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import yaml
from sample_project import load

from landfast_ml.cli import main
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, UsageError
from landfast_ml.sources import files
from landfast_ml.steps import ingest
from landfast_ml.table import detect

Lines = list[str]


def office(job: Job, lines: Lines, name: str = "export.csv") -> Path:
    """The sample's table as a German office exports it."""
    frame = pd.DataFrame(list(csv.DictReader(lines)))
    frame["income"] = frame["income"].str.replace(".", ",")
    path = job.root / name
    path.write_text(frame.to_csv(index=False, sep=";"), encoding="windows-1252")
    return path


def test_an_export_is_kept_in_plain_notation(job: Job, demo: Lines) -> None:
    path = office(job, demo)
    added = files.add(job, path)
    assert added.read_as.startswith("semicolon, ")
    assert "decimal comma (income)" in added.read_as
    kept, given = pd.read_csv(added.path, dtype=str), pd.DataFrame(list(csv.DictReader(demo)))
    # What stands for no value is gone; all else is as it was.
    numbers = given["income"].where(kept["income"].notna())
    assert kept["income"].dropna().astype(float).tolist() == numbers.dropna().astype(float).tolist()
    folder = job.root / "snapshot"
    folder.mkdir()
    assert ingest.run(job, snapshot=folder)["rows"] == len(given)
    with pytest.raises(UsageError, match="is already there"):
        files.add(job, path)


def test_the_next_export_is_read_as_the_first_was(job: Job, demo: Lines) -> None:
    path = office(job, demo)
    declared = job.root / "features.yaml"
    document = yaml.safe_load(declared.read_text(encoding="utf-8"))
    document["reading"] = detect(path).to_json()
    declared.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    again = load(job.root)
    header, first, *_ = path.read_text(encoding="windows-1252").splitlines()
    # By itself it could be read in two ways.
    short = job.root / "short.csv"
    at = header.split(";").index("income")
    cells = first.split(";")
    cells[at] = "1,234"
    short.write_text("\n".join([header, ";".join(cells)]), encoding="windows-1252")
    assert pd.read_csv(files.add(again, short).path)["income"].tolist() == [1.234]


def test_what_is_wrong_is_said_with_its_lines(job: Job, demo: Lines) -> None:
    path = office(job, [*demo, demo[-1] + ",more"])
    text = path.read_text(encoding="windows-1252")
    path.write_text(text + "one;two\n", encoding="windows-1252")
    with pytest.raises(
        UsageError, match=f"rows have another number of fields than the header, line {len(demo) + 2} has 2"
    ):
        files.add(job, path)
    assert not list(job.table.glob("*"))
    path.write_text(text.replace("visits", "visist", 1), encoding="windows-1252")
    with pytest.raises(DataError, match="no column visits, but visist: was it renamed"):
        files.add(job, path)


def test_columns_that_are_not_declared_are_kept_as_they_are(job: Job, demo: Lines) -> None:
    path = office(job, demo)
    reading = detect(path)
    declared = {column.raw_name for column in job.columns.all}
    kept = replace(reading, columns=tuple(column for column in reading.columns if column.header in declared))
    again = replace(job, columns=replace(job.columns, reading=kept.to_json()))
    with files.add(again, path).path.open(encoding="utf-8") as written:
        found = list(csv.DictReader(written))
    given = list(csv.DictReader(demo))
    others = set(given[0]) - declared
    assert others
    assert [[row[title] for title in others] for row in found] == [[row[title] for title in others] for row in given]


def test_what_looks_personal_and_is_not_declared_so_is_said(
    job: Job, demo: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    header, *rows = demo
    path = job.root / "export.csv"
    names = ("Anna Schmidt", "Bernd Meier", "Clara Vogt", "Jens Holm")
    more = [f"{row},{names[n % 4]}" for n, row in enumerate(rows)]
    path.write_text("\n".join([f"{header},ansprechpartner", *more]), encoding="utf-8")
    marked = {column.raw_name for column in job.columns.all if column.personal}
    assert main(job.project, ["data", "add", str(path), "--environment", "unit"]) == 0
    said = capsys.readouterr().out
    # It was left behind, and says so: to declare it would be to let it out.
    kept = "it is not declared, so it never leaves the raw bucket"
    assert f"ansprechpartner: looks like a person's name, by its header and values; {kept}" in said
    assert not any(f"{title}: looks like" in said for title in marked)
