"""Two versions beside each other: what may favour one of them is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyarrow import parquet
from sample_experiments import publish
from sample_project import load

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.models.compare import paired
from landfast_ml.models.held_out import held_out


def test_a_version_that_held_out_other_rows_is_pointed_out(done: tuple[Job, dict[str, Path]], tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(done[0].root, root)
    job = load(root)
    publish(job, done[1]["model"], versions=2)
    shutil.copytree(done[1]["snapshot"], job.bucket("pipeline_root") / "ingest-unit" / "snapshot")
    assert not [note for note in paired(job, "1", "2", 0.05).notes if "has learned from some of these" in note]
    by_time = load(root, changes=["features.split=time"])
    notes = paired(by_time, "1", "2", 0.05).notes
    assert "version 1 held out rows by subject, not by time: it has learned from some of these" in notes
    wider = load(root, changes=["features.test_share=0.5"])
    assert "version 2 held out fewer rows: it has learned from some of these" in paired(wider, "1", "2", 0.05).notes


def test_rows_of_a_run_before_a_column_was_declared_are_not_taken(
    done: tuple[Job, dict[str, Path]], tmp_path: Path
) -> None:
    root = tmp_path / "project"
    shutil.copytree(done[0].root, root)
    job = load(root)
    folder = job.bucket("pipeline_root") / "ingest-unit" / "snapshot"
    shutil.copytree(done[1]["snapshot"], folder)
    assert len(held_out(job))
    table = parquet.read_table(folder / "table.parquet")
    parquet.write_table(table.drop_columns([job.columns.features[0]]), folder / "table.parquet")
    with pytest.raises(ProjectError, match="its columns have changed since the last run"):
        held_out(job)
