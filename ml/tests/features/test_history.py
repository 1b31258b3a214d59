"""Features from a subject's earlier rows: nothing of the same day or later counts, and nothing of anybody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_project import copy_project, load, put
from sample_store import make_store

from landfast_ml.contract.columns import Column
from landfast_ml.contract.columns_document import ColumnsError, checked_columns
from landfast_ml.contract.columns_history import Aggregate, History
from landfast_ml.errors import DataError
from landfast_ml.features.history import histories
from landfast_ml.models.predictor import read_predictor
from landfast_ml.steps import evaluate, features, ingest, train

AGGREGATES: tuple[Aggregate, ...] = ("count", "sum", "mean", "minimum", "maximum", "last", "days_since")
ROWS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.one_of(st.none(), st.integers(20_000, 20_012)),
        st.one_of(st.none(), st.integers(-5, 5)),
    ),
    max_size=25,
)


def declared(how: Aggregate, days: int = 0) -> Column:
    of = "" if how in ("count", "days_since") else "amount"
    return Column("past", "feature", "number", missing="allow", history=History(how, of, days))


def computed(rows: list[tuple[int, int | None, int | None]], how: Aggregate, days: int) -> np.ndarray:
    subjects = np.array([row[0] for row in rows], dtype=int)
    when, amounts = (np.array([row[place] for row in rows], dtype=float) for place in (1, 2))
    return histories(subjects, when, {"amount": amounts}, [declared(how, days)])["past"]


def expected(rows: list[tuple[int, int | None, int | None]], place: int, how: Aggregate, days: int) -> float:
    """The plain way: look at every other row."""
    subject, day, _ = rows[place]
    if day is None:
        return float("nan")
    earlier = [
        (when, order, amount)
        for order, (whose, when, amount) in enumerate(rows)
        if whose == subject and when is not None and when < day and (not days or when >= day - days)
    ]
    earlier.sort(key=lambda row: row[:2])
    amounts = [float(row[2]) for row in earlier if row[2] is not None]
    if how == "count":
        return float(len(earlier))
    if how == "days_since":
        return float(day - earlier[-1][0]) if earlier else float("nan")
    if not amounts:
        return float("nan")
    found = {"sum": sum(amounts), "mean": sum(amounts) / len(amounts), "last": amounts[-1]}
    return found.get(how, min(amounts) if how == "minimum" else max(amounts))


@settings(max_examples=150)
@given(ROWS, st.sampled_from(AGGREGATES), st.sampled_from([0, 1, 3, 100]))
def test_it_is_what_one_would_count_by_hand(rows: Any, how: Aggregate, days: int) -> None:
    found = computed(rows, how, days)
    by_hand = [expected(rows, place, how, days) for place in range(len(rows))]
    assert np.allclose(found, by_hand, equal_nan=True)


@settings(max_examples=150)
@given(ROWS, ROWS, st.sampled_from(AGGREGATES), st.integers(20_000, 20_012))
def test_what_comes_later_changes_nothing_that_was(rows: Any, more: Any, how: Aggregate, day: int) -> None:
    """To the last bit: also the rounding of a row's value is its own."""
    later = [(subject, max(when, day) if when else None, amount) for subject, when, amount in more]
    before, after = computed(rows, how, 0), computed([*rows, *later], how, 0)
    kept = [place for place, row in enumerate(rows) if row[1] is None or row[1] <= day]
    assert np.array_equal(before[kept], after[kept], equal_nan=True)


def test_many_rows_take_a_moment() -> None:
    generator = np.random.default_rng(1)
    count = 300_000
    days = generator.integers(0, 2_000, count).astype(float)
    found = histories(generator.integers(0, 30_000, count), days, {"amount": days}, [declared("mean", 90)])["past"]
    assert 0.2 < np.isnan(found).mean() < 0.9


COLUMNS = """
table: visits
task: binary
positive: "yes"
columns:
  - {name: subject, role: subject, type: text, personal: true, protection: pseudonymise}
  - {name: day, role: timestamp, type: date}
  - {name: amount, role: feature, type: number}
  - {name: visits_before, role: feature, type: integer, history: {how: count}}
  - {name: amount_90d, role: feature, type: number, missing: allow, history: {how: mean, of: amount, days: 90}}
  - {name: left, role: target, type: category}
"""


def visits(people: int = 150) -> list[str]:
    """Who paid more at earlier visits leaves: only the history tells."""
    generator = np.random.default_rng(7)
    lines = ["subject,day,amount,left"]
    for person in range(people):
        usual = generator.normal(50, 20)
        for visit in range(int(generator.integers(2, 6))):
            day = pd.Timestamp("2025-01-01") + pd.Timedelta(days=int(20 * visit + generator.integers(0, 9)))
            left = "yes" if usual + generator.normal(0, 8) > 50 else "no"
            lines.append(f"P{person:03d},{day:%Y-%m-%d},{generator.normal(usual, 4):.2f},{left}")
    generator.shuffle(lines[1:])
    return lines


@pytest.fixture(scope="module")
def learned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, dict[str, Path]]:
    root = copy_project(tmp_path_factory.mktemp("project"))
    (root / "features.yaml").write_text(COLUMNS)
    job = load(root, changes=['search.algorithms=["linear"]'])
    put(job, visits())
    make_store(job)
    folders = {name: job.root / name for name in ("snapshot", "features", "model", "evaluation")}
    for folder in folders.values():
        folder.mkdir()
    ingest.run(job, snapshot=folders["snapshot"])
    features.run(job, snapshot=folders["snapshot"], features=folders["features"])
    train.run(job, features=folders["features"], model=folders["model"])
    evaluate.run(job, **{name: folders[name] for name in ("features", "model", "evaluation")})
    return job, folders


def test_the_snapshot_has_what_was_known_on_the_day(learned: tuple[Any, dict[str, Path]]) -> None:
    rows = pq.read_table(learned[1]["snapshot"] / "table.parquet").to_pandas()
    one = rows[rows["subject"] == rows["subject"].iloc[0]].sort_values("day")
    assert one["visits_before"].tolist() == [str(number) for number in range(len(one))]
    assert one["amount_90d"].iloc[0] == ""
    assert float(one["amount_90d"].iloc[1]) == pytest.approx(float(one["amount"].iloc[0]))


def test_a_model_learns_from_it_and_a_request_brings_it(learned: tuple[Any, dict[str, Path]]) -> None:
    job, folders = learned
    predictor = read_predictor(folders["model"], job.project.model, "1")
    assert {column.name for column in predictor.inputs} == {"amount", "visits_before", "amount_90d"}
    low, high = (
        predictor.predict([{"amount": 50, "visits_before": 3, "amount_90d": mean}])[0]["probability"]
        for mean in (20, 80)
    )
    assert high > low + 0.2
    with pytest.raises(DataError, match="visits_before"):
        predictor.predict([{"amount": 50}])
    found = json.loads((folders["evaluation"] / "evaluation.json").read_text())
    assert "amount_90d" in {one["name"] for one in found["importance"]}


def entries(**history: Any) -> dict[str, Any]:
    return {
        "table": "t",
        "task": "binary",
        "columns": [
            {"name": "who", "role": "subject", "type": "text", "protection": "pseudonymise"},
            {"name": "day", "role": "timestamp", "type": "date"},
            {"name": "amount", "role": "feature", "type": "number", "personal": True},
            {"name": "grade", "role": "feature", "type": "category"},
            {"name": "left", "role": "target", "type": "boolean"},
            {"name": "past", "role": "feature", "type": "number", "history": history},
        ],
    }


@pytest.mark.parametrize(
    ("history", "says"),
    [
        ({"how": "median"}, "past.history.how: median is none, there are: count, sum"),
        ({"of": "amount"}, "past.history.how: is missing"),
        ({"how": "count", "days": -1}, "past.history.days: is out of range, -1, 0 (all) to 36,500"),
        ({"how": "count", "window": 3}, "past.history.window: there is no such field, there are: how, of, days"),
        ({"how": "mean"}, "past.history.of: mean needs a column, there are: who, day, amount"),
        ({"how": "mean", "of": "weight"}, "past.history.of: there is no column weight"),
        ({"how": "mean", "of": "grade"}, "past.history.of: grade is a category, a number, integer or boolean"),
        ({"how": "mean", "of": "left"}, "past.history.of: left is the target"),
        ({"how": "count", "of": "amount"}, "past.history.of: count is of rows, amount, take it out"),
        ({"how": "mean", "of": "amount"}, "past: says something of a person, as amount does, personal: true"),
    ],
)
def test_what_can_not_be_a_history_is_refused(history: dict[str, Any], says: str) -> None:
    with pytest.raises(ColumnsError) as raised:
        checked_columns(entries(**history))
    assert says in str(raised.value)


def test_without_subject_or_timestamp_there_is_none() -> None:
    document = entries(how="count")
    document["columns"] = [one for one in document["columns"] if one["name"] not in ("who", "day")]
    with pytest.raises(ColumnsError) as raised:
        checked_columns(document | {"unit": "row"})
    assert "past: no row has earlier ones where unit is row" in str(raised.value)
    assert "past: without a timestamp no row is earlier than another" in str(raised.value)
