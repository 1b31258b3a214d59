"""The pipeline as a project declares it: the library's steps, with its own among them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sample_project import command, copy_project, load, put
from sample_table import table

from landfast_ml import Step
from landfast_ml.errors import UsageError
from landfast_ml.kinds.tabular import PIPELINE

OWN = Step("count", "count the rows", ("features",), "counted", (), 1, 1, function="sample.steps:count")
CODE = """
def count(job, *, features, counted):
    (counted / "rows.txt").write_text(str(len(list((features / "train").glob("*.parquet")))))
    return {"parts": 1.0}
"""
DECLARED = """
from landfast_ml import Project, Step
from landfast_ml.kinds.tabular import PIPELINE

OWN = Step("count", "count the rows", ("features",), "counted", (), 1, 1, function="sample.steps:count")
PROJECT = Project.at(__file__, PIPELINE.with_step(OWN, after="features").changed("train", memory_gb=32))
"""


def test_a_step_of_ones_own_stands_where_it_is_put() -> None:
    names = [step.name for step in PIPELINE.with_step(OWN, after="features").steps]
    assert names == ["ingest", "features", "count", "train", "evaluate", "gate", "register"]
    assert [step.name for step in PIPELINE.steps if step.name == "count"] == []


def test_a_step_is_changed_in_place_and_for_its_schedule() -> None:
    changed = PIPELINE.changed("train", memory_gb=32)
    assert [step.memory_gb for step in changed.scheduled["training"] if step.name == "train"] == [32]
    assert [step.name for step in changed.scheduled["monitoring"]] == ["monitor"]


def test_a_step_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="no step trian, there are: ingest, features, train"):
        PIPELINE.changed("trian", memory_gb=1)
    with pytest.raises(UsageError, match="no step nowhere"):
        PIPELINE.with_step(OWN, after="nowhere")


def test_the_projects_own_step_runs_by_its_command(tmp_path: Path) -> None:
    root = copy_project(tmp_path)
    (root / "sample/steps.py").write_text(CODE)
    (root / "sample/pipeline.py").write_text(DECLARED)
    put(load(root), table("binary"))
    (root / "features/train").mkdir(parents=True)
    told = ("--features", str(root / "features"), "--counted", str(root / "counted"), "--result", str(root / "r.json"))
    done = command(root, "step", "count", *told)
    assert done.returncode == 0, done.stderr
    assert (root / "counted/rows.txt").read_text() == "0"
    assert (root / "r.json").read_text() == '{"parts": 1.0}'
