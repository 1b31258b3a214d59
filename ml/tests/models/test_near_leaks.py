"""Leaks that are not perfect: a column that nearly tells, rows in both parts, dates that come after."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sample_learning import learning

from landfast_ml.contract.columns import Column, Columns
from landfast_ml.models.learning import Learning
from landfast_ml.models.near_leaks import dates_after, near_leaks, twins


def with_leak(task: str, wrong: float) -> Learning:
    """A fourth number that is the target but for a share of the rows."""
    rows = learning(task, rows=400)
    generator = np.random.default_rng(2)
    told = rows.target.astype(float)
    if task == "regression":
        leak = told + generator.normal(scale=wrong, size=len(told))
    else:
        leak = np.where(generator.random(len(told)) < wrong, generator.permutation(told), told)
    # The others tell little, as they do where a leak is worth most.
    others = rows.numbers + generator.normal(scale=2, size=rows.numbers.shape)
    numbers = np.column_stack([others, leak]).astype(np.float32)
    return Learning(rows.task, numbers, rows.target, rows.subjects, rows.classes)


INPUTS = {name: np.array([place]) for place, name in enumerate(("first", "second", "noise", "leak"))}


@pytest.mark.parametrize("task", ["binary", "multiclass", "regression"])
def test_a_column_that_alone_nearly_tells_the_target_is_found(task: str) -> None:
    found = near_leaks(with_leak(task, 0.03), INPUTS)
    assert [one.name for one in found] == ["leak"]
    assert found[0].refused
    assert "leak alone scores" in found[0].text


def test_one_that_is_weaker_is_noted_and_not_refused() -> None:
    (found,) = near_leaks(with_leak("binary", 0.25), INPUTS)
    assert (found.name, found.refused) == ("leak", False)


def test_what_is_known_before_is_none() -> None:
    assert near_leaks(with_leak("binary", 0.03), INPUTS, ("leak",)) == []


def test_a_good_feature_among_others_is_none() -> None:
    assert near_leaks(learning(rows=400), {name: INPUTS[name] for name in ("first", "second", "noise")}) == []


COLUMNS = Columns(
    "visits",
    "binary",
    (
        Column("person", "subject", "text"),
        Column("day", "timestamp", "date"),
        Column("size", "feature", "number"),
        Column("closed", "feature", "date", missing="allow"),
        Column("ill", "target", "boolean"),
    ),
)


def visits(rows: int, seed: int) -> pd.DataFrame:
    generator = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "person": [f"{seed}-{row}" for row in range(rows)],
            "day": "2026-03",
            "size": generator.normal(size=rows),
            "closed": "2026-01",
            "ill": generator.integers(0, 2, rows).astype(float),
        }
    )


def test_rows_that_are_in_both_parts_are_found() -> None:
    train, test = visits(200, 1), visits(100, 2)
    test.loc[:19, ["day", "size", "closed", "ill"]] = train.loc[:19, ["day", "size", "closed", "ill"]]
    found, same = twins(train, test, COLUMNS)
    assert (found.rows, found.share) == (20, 0.2)
    assert found.suspicious
    assert same[:20].all()
    assert not same[20:].any()


def test_rows_alike_in_a_table_of_few_values_are_no_leak() -> None:
    train, test = visits(200, 1), visits(100, 2)
    for rows in (train, test):
        rows["size"] = rows["size"].round()
    found, _ = twins(train, test, COLUMNS)
    assert found.share > 0.5
    assert not found.suspicious


def test_a_date_after_the_row_s_own_moment_is_known_only_later() -> None:
    rows = visits(50, 1)
    assert dates_after(rows, COLUMNS) == {}
    rows.loc[:9, "closed"] = "2026-05"
    rows.loc[10:19, "closed"] = None
    assert dates_after(rows, COLUMNS) == {"closed": pytest.approx(0.25)}
