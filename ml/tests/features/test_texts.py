"""Text columns: words leave the raw bucket as hashes, and a model still learns from them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sample_project import copy_project, learn, load

from landfast_ml.contract.columns import Column
from landfast_ml.environment import Job
from landfast_ml.errors import UsageError
from landfast_ml.features.declared import load_columns
from landfast_ml.features.parsing import parse
from landfast_ml.features.tables import read_part
from landfast_ml.features.texts import fit_texts, text_numbers, word_counts
from landfast_ml.models.predictor import read_predictor
from landfast_ml.privacy.hashed_text import hashed_text, hits
from landfast_ml.privacy.pseudonyms import protected
from landfast_ml.serving.service import Models, Service

Made = tuple[Job, dict[str, Path]]
TEXT = "{name: remarks, role: feature, type: text, personal: true, protection: hashed, missing: allow}"
WORDS = {"yes": ["Kündigung", "zu teuer", "unhappy"], "no": ["zufrieden", "gladly", "weiter so"]}
REMARKS = Column("remarks", "feature", "text", protection="hashed", missing="allow")


def told(lines: list[str]) -> list[str]:
    """The sample table with remarks, which say more of the target than all else."""
    head, *rows = csv.reader(lines)
    random = np.random.default_rng(5)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*head, "remarks"])
    for row in rows:
        words = WORDS[row[-1]] if random.random() < 0.9 else WORDS["no"]
        noise = [f"word{number}" for number in random.integers(0, 300, 6)]
        said = " ".join(random.permutation([random.choice(words), *noise]).tolist())
        writer.writerow([*row, "" if random.random() < 0.1 else f"{said}, Tel. {random.integers(10**6)}"])
    return file.getvalue().splitlines()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, demo: list[str]) -> Made:
    path = copy_project(tmp_path_factory.mktemp("texts")) / "features.yaml"
    path.write_text(f"{path.read_text()}  - {TEXT}\n")
    job = load(path.parent)
    return job, learn(job, told(demo))


def test_a_model_learns_from_words_that_leave_as_hashes(made: Made, done: Made) -> None:
    job, folders = made
    scores = [
        json.loads((one["evaluation"] / "evaluation.json").read_text())["metrics"]["roc_auc"]
        for one in (folders, done[1])
    ]
    assert scores[0] > scores[1]
    evaluation = json.loads((folders["evaluation"] / "evaluation.json").read_text())
    assert [one["name"] for one in evaluation["importance"]].count("remarks") == 1
    assert "remarks" in {one["name"] for one in evaluation["importance"][:3]}
    for path in job.root.rglob("*"):
        if path.is_file() and path.parent != job.table:
            content = path.read_bytes()
            assert b"gladly" not in content, path
            assert "Kündigung".encode() not in content, path
    kept = pd.read_parquet(folders["snapshot"] / "table.parquet")["remarks"]
    assert kept[kept != ""].str.startswith("h1:").all()


def test_a_request_with_the_text_gets_what_its_hash_gets(made: Made) -> None:
    job, folders = made
    predictor = read_predictor(folders["model"], "sample", "1")
    row = read_part(folders["features"], "test", job.columns).iloc[0]
    usual = {column.name: None if pd.isna(row[column.name]) else row[column.name] for column in predictor.inputs}
    said = "Kündigung, viel zu teuer"
    asked = [usual | {"remarks": text} for text in (said, hashed_text(said), None, "")]
    plain, hashed, none, blank = [one["probability"] for one in predictor.predict(asked)]
    assert plain == pytest.approx(hashed)
    assert none == pytest.approx(blank)
    assert abs(none - plain) > 0.01
    service = Service(job.columns, Models("sample", predictor), None, b"k" * 32)
    assert service.predict([usual | {"remarks": said}])[0]["probability"] == pytest.approx(plain)
    assert service._input(usual | {"remarks": said})["remarks"] == hashed_text(said)


def test_words_are_counted_and_not_kept() -> None:
    assert hashed_text("Der Hund, der Hund!") == hashed_text("hund HUND der  der")
    assert hashed_text("call 0151 2345") == hashed_text("call 9999 8888")
    assert hashed_text("  ") == ""
    assert hashed_text("!!!") == "h1:"
    once = hashed_text("Größe Größe 中文")
    assert hashed_text(once) == once
    assert hashed_text("h1:not hashed") != "h1:not hashed"
    rows, buckets, counts = hits([hashed_text("a a b"), None, hashed_text("b")])
    assert rows.tolist() == [0, 0, 2]
    assert sorted(counts.tolist()) == [1.0, 1.0, 2.0]
    assert len(set(buckets.tolist())) == 2
    found = word_counts([hashed_text("a a b"), None, "h1:"])
    assert found[0] == 3
    assert np.isnan(found[1])
    assert found[2] == 0


def test_a_missing_value_is_one_also_when_it_is_hashed() -> None:
    texts = pd.DataFrame({"remarks": ["n/a", "", "good"]}, dtype=str)
    for given in (texts, protected(texts, [REMARKS], b"k" * 32)):
        assert parse(given, [REMARKS], ("n/a",)).values["remarks"].isna().tolist() == [True, True, False]


def test_directions_are_those_of_the_training_texts_and_come_again() -> None:
    random = np.random.default_rng(1)
    subjects = [["dog", "cat", "bird"], ["car", "train", "bus"]]
    texts = [" ".join(random.choice(subjects[row % 2], 4)) for row in range(200)]
    codes = [hashed_text(text) for text in texts]
    fitted = fit_texts(codes)
    assert fitted == fit_texts(codes)
    assert json.loads(json.dumps(fitted)) == fitted
    numbers = text_numbers([hashed_text("dog cat"), hashed_text("bird"), hashed_text("bus"), None], fitted)
    # Six words differ in six directions.
    assert numbers.shape == (4, 6)
    assert not numbers[3].any()
    near, far = (float(numbers[0, :2] @ numbers[place, :2]) for place in (1, 2))
    assert near > far


def test_texts_that_are_all_alike_tell_nothing() -> None:
    fitted = fit_texts([hashed_text("call back")] * 100)
    assert fitted["size"] == 1
    assert np.ptp(text_numbers([hashed_text("call back")] * 3, fitted)) == 0
    assert np.isfinite(text_numbers([hashed_text("something else"), None], fitted)).all()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (TEXT.replace("hashed", "keep"), "remarks: free text may say anything about a person: it leaves hashed"),
        (TEXT.replace("type: text", "type: category"), "remarks: a feature of type category can't be hashed"),
        (TEXT.replace("role: feature", "role: timestamp"), "remarks: the timestamp can't be text"),
        (TEXT.replace("missing: allow", "transform: one_hot"), "transform one_hot is not for a feature of type text"),
    ],
)
def test_what_a_text_can_not_be_is_said(job: Job, text: str, problem: str) -> None:
    path = job.root / "features.yaml"
    path.write_text(f"{path.read_text()}  - {text}\n")
    with pytest.raises(UsageError, match=problem):
        load_columns(path)
