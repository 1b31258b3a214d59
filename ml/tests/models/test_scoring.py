"""Batch scoring: the same answers as one by one, whatever the kind of file."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from sample_table import changed

from landfast_ml.environment import Job
from landfast_ml.errors import DataError, ProjectError, UsageError
from landfast_ml.models.predictor import Predictor, read_predictor
from landfast_ml.models.scoring import score
from landfast_ml.table import detect


@pytest.fixture(scope="module")
def predictor(done: tuple[Job, dict[str, Path]]) -> Predictor:
    return read_predictor(done[1]["model"], "unit", "1")


@pytest.fixture
def table(tmp_path: Path, demo: list[str]) -> Path:
    path = tmp_path / "in.csv"
    lines = changed(demo[:101], "age", lambda row, old: "old" if row == 7 else old)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_table_gets_the_answers_that_its_rows_get_alone(predictor: Predictor, table: Path, tmp_path: Path) -> None:
    found = score(predictor, table, tmp_path / "out.csv", keep="customer")
    assert (found.rows, found.wrong) == (100, 1)
    scored, raw = pd.read_csv(tmp_path / "out.csv"), pd.read_csv(table, dtype=str, keep_default_na=False)
    assert list(scored["customer"]) == list(raw["Customer ID"])
    assert scored["problem"].dropna().to_dict() == {7: "age is not a number"}
    names = [column.name for column in predictor.inputs]
    alone = predictor.predict(raw.drop(index=7)[names].to_dict("records"))
    assert list(scored["prediction"].drop(7)) == [one["prediction"] for one in alone]
    assert list(scored["probability"].drop(7)) == pytest.approx([one["probability"] for one in alone])


def test_parquet_in_and_out_is_the_same(predictor: Predictor, table: Path, tmp_path: Path) -> None:
    frame = pd.read_csv(table, dtype={"age": str}).rename(columns={"Customer ID": "customer"})
    frame.to_parquet(tmp_path / "in.parquet")
    score(predictor, tmp_path / "in.parquet", tmp_path / "out.parquet")
    score(predictor, table, tmp_path / "out.csv")
    one, two = pd.read_parquet(tmp_path / "out.parquet"), pd.read_csv(tmp_path / "out.csv")
    assert list(one["prediction"].fillna("-")) == list(two["prediction"].fillna("-"))
    assert one["probability"].to_numpy() == pytest.approx(two["probability"].to_numpy(), nan_ok=True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "in.csv: is empty"),
        (b"age,age\n1,2\n", "has age twice"),
        (b"age\n1\n", "there is no column income; in.csv: there is no column visits"),
        (b"\xff", "the header is not UTF-8"),
    ],
)
def test_a_wrong_table_leaves_nothing(predictor: Predictor, tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    with pytest.raises(ProjectError, match=message):
        score(predictor, tmp_path / "in.csv", tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_column_that_is_there_under_both_names_is_read_once(
    predictor: Predictor, table: Path, tmp_path: Path
) -> None:
    frame = pd.read_csv(table, dtype=str)
    frame.assign(customer="x").to_csv(tmp_path / "both.csv", index=False)
    score(predictor, tmp_path / "both.csv", tmp_path / "out.csv", keep="customer")
    assert list(pd.read_csv(tmp_path / "out.csv")["customer"]) == list(frame["Customer ID"])
    with pytest.raises(DataError, match="no column nothing"):
        score(predictor, table, tmp_path / "other.csv", keep="nothing")
    with pytest.raises(DataError, match="no column problem; problem can't be kept"):
        score(predictor, table, tmp_path / "other.csv", keep="problem")


def test_ragged_rows_are_told_without_their_values(predictor: Predictor, table: Path, tmp_path: Path) -> None:
    table.write_text(table.read_text() + "secret,x\n")
    with pytest.raises(DataError, match="line 102 has 2, 11 fields") as caught:
        score(predictor, table, tmp_path / "out.csv")
    assert "secret" not in str(caught.value)
    assert not (tmp_path / "out.csv").exists()


def test_files_of_other_kinds_are_refused(predictor: Predictor, table: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"must end in \.csv or \.parquet"):
        score(predictor, table, tmp_path / "out.xlsx")
    with pytest.raises(UsageError, match="there is no such file"):
        score(predictor, tmp_path / "none.csv", tmp_path / "out.csv")
    (tmp_path / "x.parquet").write_text("PAR1no")
    with pytest.raises(UsageError, match="is a damaged Parquet file"):
        score(predictor, tmp_path / "x.parquet", tmp_path / "out.csv")


def test_a_table_in_an_offices_notation_is_read_as_recorded(predictor: Predictor, table: Path, tmp_path: Path) -> None:
    score(predictor, table, tmp_path / "plain.csv", keep="customer")
    frame = pd.read_csv(table, dtype=str, keep_default_na=False)
    frame["income"] = frame["income"].str.replace(".", ",")
    office = tmp_path / "office.csv"
    office.write_text(frame.to_csv(index=False, sep=";"), encoding="windows-1252")
    score(predictor, office, tmp_path / "office-out.csv", keep="customer", recorded=detect(office))
    assert (tmp_path / "office-out.csv").read_text() == (tmp_path / "plain.csv").read_text()


def test_a_table_gets_reasons_beside_its_predictions(predictor: Predictor, table: Path, tmp_path: Path) -> None:
    score(predictor, table, tmp_path / "out.csv", reasons=2)
    scored = pd.read_csv(tmp_path / "out.csv")
    rows = scored.drop(7)
    assert set(rows["reason_1"]) <= {column.name for column in predictor.inputs}
    assert (rows["effect_1"].abs() >= rows["effect_2"].abs()).all()
    assert scored.loc[7, ["reason_1", "effect_2"]].isna().all()
    raw = pd.read_csv(table, dtype=str, keep_default_na=False)
    (alone,) = predictor.predict(raw.loc[:0, [column.name for column in predictor.inputs]].to_dict("records"), 2)
    first = {"input": rows["reason_1"][0], "effect": pytest.approx(rows["effect_1"][0])}
    assert alone["reasons"][0] == first
