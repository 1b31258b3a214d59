"""Text to typed values: whatever a table holds, a value is read the same alone and among wrong ones."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landfast_ml.contract.columns import Column
from landfast_ml.features.parsing import parse

TEXTS = st.one_of(
    st.text(max_size=12),
    st.floats().map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.dates().map(str),
    st.datetimes().map(str),
    st.sampled_from(
        ["", " ", "NA", "1_000", "0x1A", "1e5", "+1", ".5", "1.", "1,5", "True", "no", "2026-02", "2026W01", "٣"]
    ),
)
KINDS = ("number", "integer", "boolean", "category", "date", "text")


def one(kind: str, text: str, **more: object) -> str | None:
    """Why this text is no value of the column."""
    column = Column("x", "feature", kind, **more)  # type: ignore[arg-type]
    reasons = parse(pd.DataFrame({"x": [text]}, dtype=str), [column], ("NA",)).reasons(0)
    return reasons.get("x")


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("number", "1.5", None),
        ("number", " 1e1 ", None),
        ("number", " ", "missing"),
        ("number", "NA", "missing"),
        ("number", "many", "not a number"),
        ("number", "nan", "not a number"),
        ("number", "-inf", "not a number"),
        ("number", "1_000", "not a number"),
        ("number", "11", "out of range"),
        ("integer", "1.5", "not an integer"),
        ("integer", "2.0", None),
        ("integer", "-1", "out of range"),
    ],
)
def test_numbers(kind: str, text: str, problem: str | None) -> None:
    assert one(kind, text, minimum=0, maximum=10) == problem


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("date", "2026-02-28", None),
        ("date", "2026-02", None),
        ("date", "2026-02-28 10:00:01.5", None),
        ("date", "2026-02-28T10:00:00+01:00", None),
        ("date", "2026-02-28 10:00:00 UTC", None),
        ("date", "2026-02-30", "not a date"),
        ("date", "2026-13", "not a date"),
        ("date", "20260228", "not a date"),
        ("date", "28.02.2026", "not a date"),
        ("date", "2026-02T10:00", "not a date"),
        ("boolean", "YES", None),
        ("boolean", "1.0", None),
        ("boolean", "2", "not true or false"),
        ("category", "x" * 200, None),
        ("category", "x" * 201, "too long for a category"),
        ("text", "anything", None),
    ],
)
def test_other_types(kind: str, text: str, problem: str | None) -> None:
    assert one(kind, text) == problem


def test_a_missing_value_that_is_allowed_is_no_problem() -> None:
    for kind in KINDS:
        assert one(kind, "", missing="allow") is None
        assert one(kind, "NA") == "missing"


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60)
@given(texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_a_value_is_read_the_same_alone_and_among_others(kind: str, texts: list[str]) -> None:
    column = Column("x", "feature", kind)
    together = parse(pd.DataFrame({"x": texts}, dtype=str), [column], ("NA",))
    for row, text in enumerate(texts):
        alone = parse(pd.DataFrame({"x": [text]}, dtype=str), [column], ("NA",))
        assert together.reasons(row) == alone.reasons(0)
        values = together.values["x"].iloc[row], alone.values["x"].iloc[0]
        assert values[0] == values[1] or (pd.isna(values[0]) and pd.isna(values[1]))
        # A cell has a value or a reason, never both and never neither.
        assert pd.isna(values[0]) == bool(together.reasons(row))


@settings(max_examples=200)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_exactly_the_one_that_is_written(number: float) -> None:
    column = Column("x", "feature", "number")
    for neighbours in ([], ["no number"]):
        texts = pd.DataFrame({"x": [repr(number), *neighbours]}, dtype=str)
        assert np.float64(number) == parse(texts, [column]).values["x"].iloc[0]


@pytest.mark.parametrize("kind", [*KINDS, "time"])
def test_a_table_of_no_rows_is_parsed_too(kind: str) -> None:
    parsed = parse(pd.DataFrame({"x": []}, dtype=str), [Column("x", "feature", kind)])  # type: ignore[arg-type]
    assert (len(parsed.values), parsed.problems) == (0, {})
