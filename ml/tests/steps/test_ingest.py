"""The data contract and what leaves the raw bucket."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from sample_project import copy_project, load
from sample_table import changed, table

from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError
from landfast_ml.privacy.pseudonyms import pseudonym, pseudonym_key
from landfast_ml.steps import ingest

Lines = list[str]


def write(job: Job, content: str | bytes) -> None:
    job.table.mkdir(parents=True)
    path = job.table / "table.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def run(job: Job) -> pd.DataFrame:
    folder = job.root / "snapshot"
    folder.mkdir()
    ingest.run(job, snapshot=folder)
    return pd.read_parquet(folder / "table.parquet")


def test_only_declared_columns_leave_and_persons_are_pseudonyms(job: Job, demo: Lines) -> None:
    write(job, "\n".join(demo))
    snapshot = run(job)
    assert set(snapshot.columns) == {*job.columns.names, "_bucket"}
    raw = pd.read_csv(job.table / "table.csv", dtype=str)
    assert not set(snapshot["customer"]) & set(raw["Customer ID"])
    assert snapshot["customer"].nunique() == raw["Customer ID"].nunique()
    assert snapshot["day"].str.len().eq(len("2026-01")).all()


def test_the_key_is_this_users_alone_and_stays(job: Job) -> None:
    key = pseudonym_key(job)
    path = job.local_store / "secrets" / "pseudonym-key"
    assert path.stat().st_mode & 0o777 == 0o600
    assert pseudonym_key(job) == key
    assert pseudonym(key, "a") != pseudonym(b"\0" * 32, "a")
    path.chmod(0o644)
    with pytest.raises(ProjectError, match="can be read by others"):
        pseudonym_key(job)


def copied(lines: Lines, source: str, name: str, words: dict[str, str]) -> Lines:
    """The column `name` made of another, value by value."""
    values = [words[row[source]] for row in csv.DictReader(lines)]
    return changed(lines, name, lambda row, _: values[row])


BROKEN = {
    "empty": (lambda _: "", "table.csv is empty"),
    "header only": (lambda lines: lines[0], "0 rows, at least 100 are needed"),
    "few rows": (lambda lines: "\n".join(lines[:20]), "19 rows, at least 100"),
    "encoding": (
        lambda lines: "\n".join(lines).replace("Person 0", "Persön 0").encode("latin-1"),
        "1 lines hold bytes that are no character of utf-8, line 2",
    ),
    "cut in a character": (
        lambda lines: "\n".join(lines).encode() + "ö".encode()[:1],
        "1 lines hold bytes that are no character",
    ),
    "header twice": (lambda lines: "\n".join([lines[0] + ",left", *(f"{x},no" for x in lines[1:])]), "has left twice"),
    "renamed": (
        lambda lines: "\n".join(lines).replace("visits", "visist"),
        "no column visits, but visist: was it renamed",
    ),
    "no subject": (lambda lines: "\n".join(lines).replace("Customer ID", "c"), "there is no column Customer ID"),
    "10,000 columns": (
        lambda lines: "\n".join(line + "".join(f",x{n}" for n in range(9_989)) for line in lines[:3]),
        "table.csv has 10000 columns, 1000 are allowed",
    ),
    "ragged": (
        lambda lines: "\n".join([*lines[:3], lines[3] + ",more,and more", *lines[4:6], "c-1,2025-01-01", *lines[7:]]),
        "2 rows have another number of fields than the header, line 4 has 13, line 7 has 2, 11 fields",
    ),
    "open quote": (
        lambda lines: "\n".join([*lines[:200], lines[200].replace("Person", '"Person'), *lines[201:]]),
        "1 rows have another number of fields than the header, line 201 has 3, 11 fields",
    ),
    "huge field": (
        lambda lines: "\n".join(changed(lines, "plan", lambda row, old: "x" * 40 * 2**20 if row == 50 else old)),
        "a row is longer than 4 MB: is a quotation mark left open",
    ),
    "one class": (lambda lines: changed(lines, "left", lambda *_: "no"), "left is no in every row"),
    "three classes": (
        lambda lines: changed(lines, "left", lambda row, old: "maybe" if row % 3 == 0 else old),
        "left has 3 classes, a binary task tells two apart",
    ),
    "no positive": (
        lambda lines: changed(lines, "left", lambda _, old: {"yes": "ja", "no": "nein"}[old]),
        "left is never yes: name the class",
    ),
    "no target": (
        lambda lines: changed(lines, "left", lambda row, old: "" if row % 5 == 0 else old),
        "left is missing in 20",
    ),
    "out of range": (
        lambda lines: changed(lines, "age", lambda row, old: "-1" if row % 10 == 0 else old),
        "age is out of range in 10",
    ),
    "constant": (lambda lines: changed(lines, "age", lambda *_: "50"), "age has the same value in every row"),
    "all missing": (lambda lines: changed(lines, "income", lambda *_: "n/a"), "income is missing in every row"),
    "an identifier": (
        lambda _: changed(table("binary", 1_500), "plan", lambda row, _: f"p-{row}"),
        r"plan has 1500 different values, 1000 are allowed .*: is it an identifier or free text",
    ),
    "rows twice": (lambda lines: [*lines, *lines[1:100]], r"\d\d.\d% of the rows are there twice"),
    "a copy of the target": (
        lambda lines: copied(lines, "left", "plan", {"yes": "ended", "no": "running"}),
        "plan tells the classes apart without an exception",
    ),
    "a number after the fact": (
        lambda lines: copied(lines, "left", "visits", {"yes": "0", "no": "7"}),
        "visits tells the classes apart without an exception, so it may be known only afterwards",
    ),
    "missing with the target": (
        lambda lines: copied(lines, "left", "renewal", {"yes": "2026-01-01", "no": ""}),
        "renewal is missing in exactly the rows of one class",
    ),
}


@pytest.mark.parametrize(("broken", "message"), BROKEN.values(), ids=BROKEN)
def test_a_broken_table_is_refused(
    job: Job, demo: Lines, broken: Callable[[Lines], str | bytes | Lines], message: str
) -> None:
    content = broken(demo)
    write(job, "\n".join(content) if isinstance(content, list) else content)
    with pytest.raises(DataError, match=message):
        run(job)


def test_a_feature_may_be_known_before(job: Job, demo: Lines) -> None:
    write(job, "\n".join(copied(demo, "left", "visits", {"yes": "0", "no": "7"})))
    assert len(run(load(job.root, changes=['data.known_before=["visits"]']))) == len(demo) - 1


def test_all_problems_at_once(job: Job, demo: Lines) -> None:
    lines = changed(changed(demo, "age", lambda *_: "50"), "visits", lambda row, old: "many" if row % 2 else old)
    write(job, "\n".join([*lines, "c-1,2025-01-01"]))
    with pytest.raises(DataError) as caught:
        run(job)
    assert [problem.split(" ")[0] for problem in caught.value.problems] == ["table.csv:", "visits", "age"]


def test_a_regression_refuses_its_target_in_other_units(tmp_path: Path) -> None:
    job = load(copy_project(tmp_path, "regression"))
    lines = table("regression")
    spent = [row["spent"] for row in csv.DictReader(lines)]
    write(job, "\n".join(changed(lines, "age", lambda row, _: str(float(spent[row]) / 4 + 20))))
    with pytest.raises(DataError, match="age is the target in other units: their correlation is 1"):
        run(job)


def test_quoted_line_breaks_a_bom_and_one_row_per_subject_are_fine(job: Job, demo: Lines) -> None:
    lines = changed(demo, "Customer ID", lambda row, _: f"only-{row}")
    lines = changed(lines, "name", lambda row, _: f"Person,\n{row}")
    write(job, ("\ufeff" + "\n".join(lines)).encode())
    assert len(run(job)) == len(demo) - 1


def test_no_table(job: Job) -> None:
    with pytest.raises(ProjectError, match="no CSV file"):
        ingest.run(job, snapshot=Path())
