"""The transformation and its statistics, the versions and how they differ."""

from __future__ import annotations

import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from landfast_ml.contract.columns import Columns
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.features import statistics, store, transform
from landfast_ml.features.declared import load_columns
from landfast_ml.features.parsing import parse
from landfast_ml.features.quantiles import Quantiles
from landfast_ml.features.tables import from_arrow, read_part, to_arrow

Made = tuple[Job, dict[str, Path]]


@pytest.fixture
def columns(job: Job) -> Columns:
    return load_columns(job.root / "features.yaml")


def typed(columns: Columns, **cells: list[str]) -> pd.DataFrame:
    """Rows of the sample's columns; what isn't given is the same in all."""
    usual = {"customer": "c", "day": "2026-03", "age": "30", "income": "100", "visits": "1", "plan": "basic"}
    usual |= {"member": "yes", "joined": "2025-03", "renewal": "2026-01", "left": "no"}
    count = len(next(iter(cells.values())))
    texts = pd.DataFrame({name: cells.get(name, [value] * count) for name, value in usual.items()}, dtype=str)
    parsed = parse(texts, columns.all)
    assert not parsed.bad.any()
    return parsed.values


def fitted(columns: Columns, rows: pd.DataFrame) -> transform.Transformation:
    edges = {name: (0.5,) for name in columns.features if columns.column(name).type != "category"}
    found = statistics.describe(rows, columns, edges)
    return transform.fit(columns, found, transform.vocabularies(columns, found, 2, 2))


def outputs(columns: Columns, learned: pd.DataFrame, rows: pd.DataFrame) -> dict[str, list[float]]:
    transformation = fitted(columns, learned)
    numbers = transformation.apply(rows)
    return {name: numbers[:, index].tolist() for index, name in enumerate(transformation.outputs)}


def test_each_type_becomes_numbers_as_declared(columns: Columns) -> None:
    plans = ["basic"] * 3 + ["family"] * 2 + ["rare"]
    learned = typed(columns, plan=plans, age=["20", "40"] * 3, member=["yes", "no", "no"] * 2)
    rows = typed(
        columns,
        plan=["basic", "rare", "", "new"],
        age=["20", "30", "40", "50"],
        member=["no", "yes", "no", "yes"],
        income=["100", "", "100", ""],
        renewal=["2026-01", "2026-04", "", "2026-07"],
    )
    found = outputs(columns, learned, rows)
    assert found["age"] == [-1, 0, 1, 2]
    assert [found[f"plan={value}"] for value in ("basic", "family", "other")] == [
        [1, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 1, 0, 1],
    ]
    assert found["plan.missing"] == [0, 0, 1, 0]
    assert found["member"] == [0, 1, 0, 1]
    # The mean of the training rows, and a mark that it is one.
    assert (found["income"], found["income.missing"]) == ([0, 0, 0, 0], [0, 1, 0, 1])
    assert np.allclose(found["renewal.sine"], [0, 1, 0, 0], atol=1e-6)
    assert np.allclose(found["renewal.cosine"], [1, 0, 0, -1], atol=1e-6)
    assert found["renewal.missing"] == [0, 0, 1, 0]


def test_an_age_counts_months_up_to_the_timestamp(columns: Columns) -> None:
    rows = typed(columns, day=["2026-03", "2026-03", "2025-01"], joined=["2026-03", "2024-02", "2024-12"])
    assert statistics.numeric_signal(rows, columns.column("joined"), "day").tolist() == [0, 25, 1]


def test_a_transformation_is_the_same_when_it_is_read_again(done: Made, tmp_path: Path) -> None:
    job, folders = done
    rows = read_part(folders["features"], "test", job.columns)
    first = transform.load_transformation(folders["features"])
    first.save(tmp_path)
    second = transform.load_transformation(tmp_path)
    assert (first.outputs, first.columns.inputs) == (second.outputs, second.columns.inputs)
    assert np.array_equal(first.apply(rows), second.apply(rows))


def test_statistics_of_parts_merge_to_those_of_the_whole(done: Made) -> None:
    job, folders = done
    rows = read_part(folders["features"], "train", job.columns)
    document = json.loads((folders["features"] / "statistics.json").read_text())["columns"]
    baseline = statistics.from_document(document)
    edges = statistics.edges_of(baseline)
    cuts = [0, 1, 50, 51, len(rows)]
    parts = [rows.iloc[a:b] for a, b in pairwise(cuts)]
    together = statistics.merged(statistics.describe(part, job.columns, edges) for part in parts)
    vocabulary = {name: found["counts"] for name, found in document.items() if found["kind"] == "categorical"}
    again = statistics.to_document(together, vocabulary)
    assert again.keys() == document.keys()
    for name, found in document.items():
        assert again[name] == {
            key: pytest.approx(value) if isinstance(value, float) else value for key, value in found.items()
        }
        assert sum(found["counts"].values() if found["kind"] == "categorical" else found["counts"]) == (
            found["rows"] - found["missing"]
        )


def test_statistics_name_no_rare_category(done: Made) -> None:
    text = (done[1]["features"] / "statistics.json").read_text()
    assert "founders" not in text + (done[1]["features"] / "transformation.json").read_text()
    assert "business" in text
    assert not (done[1]["features"] / "all.json").exists()


def test_typed_rows_survive_parquet(columns: Columns) -> None:
    rows = typed(columns, plan=["basic", ""], income=["", "1.5"], renewal=["", "2026-02"], visits=["3", "0"])
    again = from_arrow(to_arrow(rows, columns), columns)
    assert again.isna().equals(rows.isna())
    assert again.fillna(-1).astype(str).equals(rows.fillna(-1).astype(str))


def test_bins_hold_about_the_same_number_of_rows() -> None:
    values = np.random.default_rng(1).lognormal(size=30_000)
    quantiles = Quantiles()
    for part in np.array_split(values, 30):
        quantiles.add(part)
    counts = np.bincount(np.searchsorted(quantiles.edges(), values))
    assert len(counts) == 20
    assert np.abs(counts / len(values) - 1 / 20).max() < 0.005
    few = Quantiles()
    few.add(np.array([1.0, 1.0, 2.0]))
    assert few.edges() == (1.0,)


def test_a_version_shows_what_it_was_made_of_and_how_another_differs(done: Made) -> None:
    job = done[0]
    (only,) = store.list_versions(job)
    assert only.facts["rows"] == {
        "train": only.facts["rows"]["train"],
        "test": only.facts["rows"]["test"],
        "rejected": 3,
    }
    other = job.bucket("features") / job.columns.table / "f-other"
    shutil.copytree(job.bucket("features") / job.columns.table / only.version, other)
    facts = json.loads((other / "version.json").read_text())
    facts["feature_version"] = "f-other"
    facts["definition"]["columns"][2]["maximum"] = 90
    del facts["definition"]["columns"][3]
    (other / "version.json").write_text(json.dumps(facts))
    found = json.loads((other / "statistics.json").read_text())
    found["columns"]["age"]["mean"] += found["columns"]["age"]["deviation"]
    found["columns"].pop("income")
    (other / "statistics.json").write_text(json.dumps(found))
    changes = store.difference(only, store.find_version(job, "f-other"))
    shutil.rmtree(other)
    assert changes["changed"] == {"age": {"maximum": [110, 90]}}
    assert (changes["removed"], changes["added"], changes["same_data"]) == (["income"], [], True)
    assert changes["shift"]["age"] == pytest.approx({"missing": 0, "mean": 1, "spread": 1})
    assert changes["shift"]["plan"] == {"missing": 0, "share": 0}


def test_an_unknown_version_names_the_known(done: Made, job: Job) -> None:
    (only,) = store.list_versions(done[0])
    with pytest.raises(ProjectError, match=f"did you mean {only.version}"):
        store.find_version(done[0], only.version[:-1] + "x")
    with pytest.raises(ProjectError, match="there are: f-"):
        store.find_version(done[0], "../raw")
    with pytest.raises(ProjectError, match="`pipeline run` makes one"):
        store.find_version(job, "f-1")
