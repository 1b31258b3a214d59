"""A split by time: the newest rows are held out, and nothing that came later is learned from."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sample_project import copy_project, learn, load
from sample_table import table

from landfast_ml.contract.columns import Column, Columns
from landfast_ml.errors import UsageError
from landfast_ml.features.splitting import cut_of
from landfast_ml.features.tables import read_part
from landfast_ml.settings.tables import Features
from landfast_ml.steps.evaluate import certain


def test_the_newest_rows_are_held_out_and_what_they_share_is_said(tmp_path: Path) -> None:
    job = load(copy_project(tmp_path), changes=["features.split=time", 'search.algorithms=["linear"]'])
    folders = learn(job, table("binary"))
    train, test = (read_part(folders["features"], part, job.columns) for part in ("train", "test"))
    assert train["day"].max() < test["day"].min()
    assert 0.1 < len(test) / (len(train) + len(test)) < 0.3
    notes = json.loads((folders["evaluation"] / "evaluation.json").read_text())["notes"]
    assert any("have rows in both parts, as the split goes by time" in note for note in notes)


def test_a_timestamp_that_the_split_does_not_use_is_pointed_out(done: tuple[object, dict[str, Path]]) -> None:
    notes = json.loads((done[1]["evaluation"] / "evaluation.json").read_text())["notes"]
    assert any("although there is day" in note and 'features.split = "time"' in note for note in notes)


def test_time_needs_a_timestamp_and_more_than_one_month(tmp_path: Path) -> None:
    day = Column("day", "timestamp", "date")
    path = tmp_path / "table.parquet"
    pd.DataFrame({"day": ["2026-01"] * 3}).to_parquet(path)
    with pytest.raises(UsageError, match="all rows are of one month"):
        cut_of(path, Columns("t", "binary", (day,)), Features(split="time"))
    with pytest.raises(UsageError, match="has no timestamp"):
        cut_of(path, Columns("t", "binary", ()), Features(split="time"))
    assert cut_of(path, Columns("t", "binary", (day,)), Features()) is None


def test_a_share_of_none_is_not_certain() -> None:
    target = np.array([1] * 20 + [0] * 10)
    found = certain({"sensitivity": 0.0, "specificity": 1.0, "accuracy": 0.3}, target, pd.Series(range(30)), 0.05)
    assert set(found) == {"sensitivity", "specificity"}
    assert found["sensitivity"] == (0.0, pytest.approx(0.161, abs=0.001))
    assert found["specificity"] == (pytest.approx(0.722, abs=0.001), 1.0)
