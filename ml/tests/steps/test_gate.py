"""What the gate refuses besides limits, what it counts, and what the card then says."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sample_experiments import publish
from sample_project import copy_project, load

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError
from landfast_ml.models.aliases import Decision, place
from landfast_ml.models.decisions import history, moved
from landfast_ml.models.model_card import model_card
from landfast_ml.models.registry import Registration
from landfast_ml.progress import figure
from landfast_ml.steps import gate, train

Done = tuple[Job, dict[str, Path]]
Refused = Callable[..., str]


@pytest.fixture
def refused(done: Done, job: Job, tmp_path: Path) -> Refused:
    """The gate's refusal of the model, with changes to its settings and to what the steps wrote."""

    def run(changes: list[str], **documents: dict[str, Any]) -> str:
        folders = {name: tmp_path / f"copy-{name}" for name in ("features", "model", "evaluation")}
        for name, folder in folders.items():
            shutil.copytree(done[1][name], folder)
        for name, change in documents.items():
            path = next(path for path in tmp_path.glob(f"copy-*/{name}.json"))
            path.write_text(json.dumps(json.loads(path.read_text()) | change))
        with pytest.raises(ProjectError) as caught:
            gate.run(load(job.root, changes=changes), **folders, decision=tmp_path)
        return str(caught.value)

    return run


def test_the_model_of_the_sample_has_no_fault_and_is_let_through(done: Done, job: Job, tmp_path: Path) -> None:
    folders = {name: done[1][name] for name in ("features", "model", "evaluation")}
    found = json.loads((folders["evaluation"] / "evaluation.json").read_text())
    assert found["faults"] == []
    assert {one["name"] for one in found["importance"]} == set(done[0].columns.features)
    assert found["membership"]["low"] < found["membership"]["score"] < found["membership"]["high"]
    assert gate.run(job, **folders, decision=tmp_path) == {"passed": 1.0}


def test_faults_that_the_evaluation_found_are_refusals(refused: Refused) -> None:
    assert "finds nobody" in refused([], evaluation={"faults": ["finds nobody: none of 40 rows"]})


def test_a_model_that_tells_who_was_learned_from_is_refused(refused: Refused) -> None:
    attack = {"score": 0.9, "low": 0.86, "high": 0.93}
    assert "0.8 is allowed (settings.toml: gate.membership)" in refused([], evaluation={"membership": attack})


def test_a_floor_that_no_threshold_keeps_is_a_refusal(refused: Refused) -> None:
    point = {"reached": False, "reason": "no threshold keeps a precision of 1.1, the best has 0.9"}
    assert "no threshold keeps a precision" in refused([], training={"operating_point": point})


def test_a_model_that_is_the_champion_s_twin_gains_nothing_and_looks_are_counted(
    done: Done, job: Job, refused: Refused, tmp_path: Path
) -> None:
    publish(job, done[1]["model"], 1)
    folders = {name: done[1][name] for name in ("features", "model", "evaluation")}
    looks = []
    for _ in range(2):
        gate.run(job, **folders, decision=tmp_path)
        comparison = json.loads((tmp_path / "decision.json").read_text())["comparison"]
        assert (comparison["gain"], comparison["verdict"]["beyond_noise"]) == (0, False)
        looks.append(comparison["verdict"]["look"])
    assert looks == [1, 2]
    told = refused(['gate.within_noise="refuse"'])
    assert "no gain over the champion" in told
    assert "at look 3" in told


def test_a_column_that_nearly_tells_the_target_stops_the_training(done: Done, tmp_path: Path) -> None:
    job = load(copy_project(tmp_path / "project"))
    features = tmp_path / "features"
    shutil.copytree(done[1]["features"], features)
    _copy_target_into_age(features)
    model = tmp_path / "model"
    model.mkdir()
    with pytest.raises(DataError, match=r"age alone scores .*data.known_before"):
        train.run(job, features=features, model=model)


def _copy_target_into_age(features: Path) -> None:
    """But for one row of fifty."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    for path in (features / "train").glob("*.parquet"):
        table = pq.read_table(path)
        told = np.array([value == "yes" for value in table.column("left").to_pylist()], dtype=float)
        told[::50] = 1 - told[::50]
        place_of_age = table.column_names.index("age")
        pq.write_table(table.set_column(place_of_age, "age", pa.array(20 + 60 * told)), path)


def card(done: Done, job: Job, **evaluation: Any) -> str:
    read = [
        json.loads((done[1][name] / file).read_text())
        for name, file in (("features", "version.json"), ("evaluation", "evaluation.json"), ("model", "training.json"))
    ]
    return model_card(job, read[0], {**read[1], **evaluation}, read[2], {"comparison": None})


def test_the_card_says_why_the_threshold_is_where_it_is_and_what_the_model_goes_by(done: Done) -> None:
    told = card(done, done[0])
    for text in (
        "Youden's index",
        "trials in",
        "| input | area under the ROC curve lost without it |",
        "0.5 is chance",
    ):
        assert text in told
    assert "dates are months" in told


def test_a_card_speaks_of_dates_only_where_there_are_some(done: Done, job: Job) -> None:
    path = job.root / "features.yaml"
    path.write_text(path.read_text().replace("protection: month", "protection: keep"))
    assert "month" not in card(done, load(job.root)).split("## Decisions")[0]


def test_counts_of_a_group_are_whole_numbers_however_large(done: Done) -> None:
    told = card(done, done[0], groups={"plan": {"basic": {"rows": 20_000, "roc_auc": 1.0}}})
    assert "| basic | 20000 | 1.0000 |" in told
    assert (figure(20_000), figure(1e6), figure(0.97312)) == ("20000", "1000000", "0.9731")


def test_a_version_s_record_has_its_own_reasons_and_no_other_s(job: Job, done: Done) -> None:
    from memory_registry import MemoryRegistry

    registry, kept = MemoryRegistry(), documents(job, "models")
    for reason, beats in (("the first version", True), ("within noise", False), ("clearly better", True)):
        version = registry.register(Registration(done[1]["model"], {}, {}, {}))
        place(registry, kept, version, beats, Decision("register", "pipeline", reason))
    told = {version: [one["reason"] for one in history(kept) if moved(one, version)] for version in ("1", "2", "3")}
    assert told == {
        "1": ["the first version", "clearly better"],
        "2": ["within noise"],
        "3": ["clearly better"],
    }
