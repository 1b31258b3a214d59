"""A table through the pipeline, step by step: what is refused, what is delivered, and what is not done twice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sample_scoring import TRAINED, copy_scoring, load_scoring, put, to_score, train
from sample_table import changed

from landfast_ml.batches import delivery as batches
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, UsageError
from landfast_ml.models.predictor import load_predictor
from landfast_ml.privacy.pseudonyms import pseudonym, pseudonym_key
from landfast_ml.steps import deliver, score, select


def run(job: Job, name: str = "run") -> tuple[dict[str, Any], dict[str, float]]:
    """What `delivery.json` says, and the metrics of the last step."""
    folders = {one: job.root / name / one for one in ("snapshot", "scores", "delivery")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    snapshot, scores, delivery = folders.values()
    select.run(job, snapshot=snapshot)
    score.run(job, snapshot=snapshot, scores=scores)
    metrics = deliver.run(job, snapshot=snapshot, scores=scores, delivery=delivery)
    told: dict[str, Any] = json.loads((delivery / "delivery.json").read_text())
    return told, metrics


def rows_of(job: Job, told: dict[str, Any]) -> pd.DataFrame:
    return pd.read_parquet(batches.local_folder(job) / told["batch"] / batches.PREDICTIONS)


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_every_row_gets_what_it_gets_alone(tmp_path: Path, task: str) -> None:
    job = load_scoring(copy_scoring(tmp_path, task))
    train(job)
    table = put(job, to_score(task))
    told, metrics = run(job)
    assert metrics == {"rows": 500, "refused": 0, "new": 1, "batches_expired": 0}
    rows, raw = rows_of(job, told), pd.read_csv(table, dtype=str, keep_default_na=False)
    key = pseudonym_key(job)
    assert list(rows["unit"]) == [pseudonym(key, one) for one in raw["Customer ID"]]
    assert set(rows["batch"]) == {told["batch"]}
    predictor = load_predictor(job)
    alone = predictor.predict(raw[[column.name for column in predictor.inputs]].to_dict("records"))
    if task == "regression":
        assert list(rows["prediction"]) == pytest.approx([one["prediction"] for one in alone])
    else:
        assert list(rows["prediction"]) == [str(one["prediction"]) for one in alone]
    if task == "binary":
        assert list(rows["probability"]) == pytest.approx([one["probability"] for one in alone])
    if task == "multiclass":
        assert json.loads(rows["probabilities"][0]) == pytest.approx(alone[0]["probabilities"])


def test_where_nobody_is_named_a_prediction_is_told_by_its_place(tmp_path: Path) -> None:
    path = copy_scoring(tmp_path) / "features.yaml"
    lines = [line for line in path.read_text().splitlines() if "role: subject" not in line]
    path.write_text("\n".join(["unit: row", *lines]) + "\n")
    job = load_scoring(tmp_path)
    train(job)
    nameless = changed(to_score(), "age", lambda row, old: "ninety" if row == 3 else old)
    put(job, [line.split(",", 1)[1] for line in nameless])
    told, _ = run(job)
    assert (told["rows"], told["refused"]) == (499, 1)
    units = rows_of(job, told)["unit"].tolist()
    assert units == [f"table.csv:{row}" for row in range(1, 501) if row != 4]
    refused = json.loads((batches.local_folder(job) / told["batch"] / batches.REJECTED).read_text())
    assert refused == {"subject": "table.csv:4", "reasons": {"age": "not a number"}}


def test_a_batch_says_where_it_came_from(job: Job) -> None:
    train(job)
    put(job, to_score())
    told, _ = run(job)
    assert (told["model"], told["version"], told["trained"]) == ("churn", "1", TRAINED)
    assert told["feature_version"] == TRAINED["feature_version"]
    kept = batches.record(job, told["batch"])
    assert kept is not None
    assert kept.items() <= told.items()
    # The rows are where they are delivered, and an erasure finds them; no copy is left.
    assert [path.name for path in (job.root / "run" / "delivery").iterdir()] == ["delivery.json"]
    assert [one["batch"] for one in batches.every(job)] == [told["batch"]]


def test_delivered_once_for_a_table_and_a_version(job: Job) -> None:
    train(job)
    put(job, to_score())
    first, _ = run(job, "one")
    path = batches.local_folder(job) / first["batch"] / batches.PREDICTIONS
    before = path.stat().st_mtime_ns
    again, metrics = run(job, "two")
    assert again == first
    assert metrics["new"] == 0
    assert path.stat().st_mtime_ns == before
    train(job, "2", threshold=0.9)
    other, metrics = run(job, "three")
    assert metrics["new"] == 1
    assert other["batch"] != first["batch"]
    # What is gone, is delivered again.
    path.unlink()
    pinned = load_scoring(job.root, changes=['model.version="1"'])
    back, metrics = run(pinned, "four")
    assert (back["batch"], metrics["new"], path.is_file()) == (first["batch"], 1, True)


def test_refused_rows_are_kept_apart_with_reasons(job: Job) -> None:
    train(job)
    put(job, changed(to_score(), "age", lambda row, old: "ninety" if row in {3, 5} else old))
    told, _ = run(job)
    assert (told["rows"], told["refused"]) == (498, 2)
    text = (batches.local_folder(job) / told["batch"] / batches.REJECTED).read_text()
    assert [json.loads(line)["reasons"] for line in text.splitlines()] == [{"age": "not a number"}] * 2
    assert "ninety" not in text
    assert "c-0" not in text


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "table.csv is empty|there is no row"),
        (to_score()[:1], "there is no row in customers: is a delivery late"),
        (changed(to_score(), "age", lambda _row, _old: "?"), "100.0% of the rows are refused.*age is not a number in"),
        (changed(to_score(), "visits", lambda row, old: "many" if row < 100 else old), "20.0% of the rows are refused"),
        ([line.replace("income", "salary") for line in to_score()], "there is no column income"),
    ],
)
def test_a_table_that_can_not_be_scored_is_refused_before(job: Job, lines: list[str], message: str) -> None:
    train(job)
    put(job, lines)
    (job.root / "snapshot").mkdir()
    with pytest.raises(DataError, match=message):
        select.run(job, snapshot=job.root / "snapshot")


def test_without_a_model_it_says_what_to_do(job: Job) -> None:
    put(job, to_score())
    with pytest.raises(UsageError, match="there is no version champion"):
        select.run(job, snapshot=job.root)
    nowhere = load_scoring(job.root, changes=["model.project=../nowhere"])
    with pytest.raises(UsageError, match="nowhere: name the folder of the project that trains"):
        select.run(nowhere, snapshot=job.root)


def test_a_model_of_other_columns_is_refused(job: Job) -> None:
    train(job)
    put(job, to_score())
    path = job.root / "features.yaml"
    text = path.read_text().replace("name: age, role", "name: years, header: age, role")
    path.write_text(text.replace("type: boolean", "type: category"))
    with pytest.raises(UsageError, match="age is not declared, and the model needs it; member has type category"):
        select.run(load_scoring(job.root), snapshot=job.root)


def test_drift_is_logged_for_the_alerts(job: Job, capsys: pytest.CaptureFixture[str]) -> None:
    train(job)
    put(job, changed(to_score(), "visits", lambda _row, old: str(int(old) + 9)))
    told, _ = run(job)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told["drift"] == ["visits"]
    assert [(line["event"], line["subject"], line["severity"]) for line in lines] == [("drift", "visits", "WARNING")]


def test_erased_subjects_are_not_scored(job: Job) -> None:
    train(job)
    put(job, to_score())
    before, _ = run(job, "before")
    gone = pseudonym(pseudonym_key(job), "c-0001")
    documents(job, "models").replace("subjects/excluded.json", {"erased": [gone]})
    after, _ = run(job, "after")
    assert gone in set(rows_of(job, before)["unit"])
    assert gone not in set(rows_of(job, after)["unit"])
    assert after["rows"] < before["rows"]


def test_batches_end_when_they_were_kept_long_enough(job: Job) -> None:
    train(job)
    put(job, to_score())
    told, _ = run(job, "one")
    name = batches.record_name(job, told["batch"])
    kept = documents(job, "models")
    kept.replace(name, {**(kept.read(name) or {}), "time": "2020-01-01T00:00:00+00:00"})
    assert batches.expire(job) == 1
    assert not (batches.local_folder(job) / told["batch"]).exists()
    assert batches.expire(job) == 0
