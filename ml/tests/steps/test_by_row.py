"""A table that doesn't say whom its rows are about: every row is by itself, from the split to the arm of a request."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from sample_project import command, copy_project, learn, load, put

from landfast_ml.contract.columns import ROW, Columns
from landfast_ml.contract.columns_document import ColumnsError, checked_columns
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, UsageError
from landfast_ml.features.declared import load_columns
from landfast_ml.features.splitting import BUCKET
from landfast_ml.features.tables import read_part
from landfast_ml.models.predictor import read_predictor
from landfast_ml.serving.service import Models, Service
from landfast_ml.steps import ingest
from landfast_ml.subjects.identity import subject_of

Made = tuple[Job, dict[str, Path]]


def by_row(root: Path) -> Job:
    """The sample project without its subject."""
    path = copy_project(root) / "features.yaml"
    lines = [line for line in path.read_text().splitlines() if "role: subject" not in line]
    path.write_text("\n".join(["unit: row", *lines]) + "\n")
    return load(root)


def nameless(lines: list[str]) -> list[str]:
    """The table without the column of the subject."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(row[1:] for row in csv.reader(lines))
    return file.getvalue().splitlines()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, demo: list[str]) -> Made:
    job = by_row(tmp_path_factory.mktemp("by-row"))
    return job, learn(job, nameless(demo))


def test_every_row_is_a_unit(made: Made) -> None:
    job, folders = made
    train, test = (read_part(folders["features"], part, job.columns) for part in ("train", "test"))
    assert train[ROW].nunique() == len(train)
    assert not set(train[ROW]) & set(test[ROW])
    assert 0.15 < len(test) / (len(train) + len(test)) < 0.35
    evaluation = json.loads((folders["evaluation"] / "evaluation.json").read_text())
    assert (evaluation["subjects"], evaluation["units"]) == (len(test), "rows")
    assert evaluation["metrics"]["roc_auc"] > 0.7
    assert not any("subject" in note for note in evaluation["notes"])


def test_a_row_stays_on_its_side_wherever_it_stands(tmp_path: Path, demo: list[str]) -> None:
    head, *rows = nameless(demo)
    found = []
    for number, order in enumerate((rows, rows[::-1], [rows[0], *rows])):
        job = by_row(tmp_path / str(number))
        put(job, [head, *order])
        (job.root / "snapshot").mkdir()
        ingest.run(job, snapshot=job.root / "snapshot")
        table = pq.read_table(job.root / "snapshot/table.parquet").to_pandas()
        found.append({(row.age, row.income, row.day): row[BUCKET] for _, row in table.iterrows()})
    assert found[0] == found[1] == found[2]


def test_a_request_names_nobody_and_the_same_inputs_get_the_same_arm(made: Made) -> None:
    job, folders = made
    predictor = read_predictor(folders["model"], "sample", "1")
    service = Service(job.columns, Models("sample", predictor), None, b"k" * 32)
    rows = read_part(folders["features"], "test", job.columns)
    names = [column.name for column in predictor.inputs]
    requests = rows[names].astype(object).where(rows[names].notna(), None).to_dict("records")[:3]
    assert all("probability" in one for one in service.predict(requests))
    units = [service._unit(one, service._input(one)) for one in [*requests, requests[0]]]
    assert units[0] == units[3]
    assert len(set(units)) == 3
    assert all(units)
    with pytest.raises(DataError, match=f"instance 0: there is no input {ROW}; instance 0: there is no input customer"):
        service.predict([{"customer": "c-1", ROW: "x"}])


def test_nobody_can_be_erased_and_it_is_said_why(made: Made) -> None:
    job, _ = made
    with pytest.raises(UsageError, match=r"this table has no subjects .*GDPR Art. 11") as caught:
        subject_of(job, "c-1")
    assert caught.value.exit_code == 2
    for words in (["export", "c-1"], ["erase", "c-1", "--by", "me"], ["exclude", "c-1"]):
        done = command(job.root, "subjects", *words)
        assert done.returncode == 2
        assert "this table has no subjects" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_subject_is_forgotten_or_left_out_by_intent(tmp_path: Path) -> None:
    path = copy_project(tmp_path) / "features.yaml"
    text = path.read_text()
    without = "\n".join(line for line in text.splitlines() if "role: subject" not in line)
    path.write_text(without)
    with pytest.raises(UsageError, match=r"0 columns have the role subject, exactly one must, unit: row if every row"):
        load_columns(path)
    path.write_text(f"unit: row\n{text}")
    with pytest.raises(UsageError, match="1 columns have the role subject, none may where unit is row"):
        load_columns(path)
    path.write_text(f"unit: rows\n{without}")
    with pytest.raises(UsageError, match="unit: rows is none of subject, row"):
        load_columns(path)


def test_a_declared_column_is_never_taken_for_the_row(job: Job) -> None:
    assert "unit" not in job.columns.definition()
    document = job.columns.to_json()
    document["columns"][0]["name"] = ROW
    with pytest.raises(ColumnsError, match=f"{ROW}.name: is no name"):
        checked_columns(document)


def test_the_model_keeps_how_its_rows_hang_together(made: Made) -> None:
    job, folders = made
    kept = read_predictor(folders["model"], "sample", "1").transformation.columns
    assert kept.by_row
    assert [column.name for column in kept.raw] == [column.name for column in job.columns.raw]
    assert isinstance(kept, Columns)
    assert ROW not in pd.Index(kept.features)
