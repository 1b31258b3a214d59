"""Tables as offices export them: each is read as its README says is right."""

from __future__ import annotations

from pathlib import Path

import pytest

from landfast_ml.table import Options, Reading, detect, profile, rows

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.csv")), ids=lambda path: path.stem)
def test_every_case_is_read_to_its_end(path: Path) -> None:
    reading = detect(path)
    found = profile(path, reading)
    assert Reading.from_json(reading.to_json()) == reading
    assert not list(found.problems())
    assert sum(batch.num_rows for batch in rows(path, reading, [c.name for c in reading.columns])) == found.rows


def test_days_with_times_are_days() -> None:
    found = profile(CASES / "datetime.csv", detect(CASES / "datetime.csv"))
    since = next(column for column in found.columns if column.header == "seit")
    assert (since.kind, since.minimum) == ("date", "2020-01-01T00:00:00")


def test_decimal_commas_and_days_are_named_in_the_line() -> None:
    reading = detect(CASES / "deccomma.csv")
    assert reading.sentence() == "comma, UTF-8, decimal comma (einkommen), day first DD.MM.YYYY (seit)"
    (batch,) = rows(CASES / "deccomma.csv", reading, ["einkommen", "seit", "gekündigt"])
    first = batch.slice(0, 1).to_pylist()[0]
    assert (first["einkommen"], first["seit"].date().isoformat(), first["gekündigt"]) == (16600.94, "2021-03-19", True)


def test_headers_in_any_script_get_a_name_and_keep_their_own() -> None:
    reading = detect(CASES / "greek.csv")
    assert [(c.header, c.name) for c in reading.columns][::3] == [("πελάτης", "pelatis"), ("στόχος", "stochos")]


def test_a_header_is_one_line() -> None:
    assert [c.header for c in detect(CASES / "newline_header.csv").columns][2] == "spend EUR"
    assert [c.header for c in detect(CASES / "spacehead.csv").columns] == ["id", "x", "note", "y"]


@pytest.mark.parametrize(
    ("case", "header", "kind"),
    [
        ("special", "note", "category"),
        ("special", "geburtsjahr", "numeric"),
        ("special", "sozialversicherungsnummer", "identifier-like"),
        ("telco", "PhoneService", "boolean"),
        ("telco", "n_email_opens", "numeric"),
        ("telco", "StreamingMovies", "category"),
        ("telco", "mobile_gb", "numeric"),
        ("yesno", "churned", "boolean"),
    ],
)
def test_kinds(case: str, header: str, kind: str) -> None:
    path = CASES / f"{case}.csv"
    found = {column.header: column for column in profile(path, detect(path)).columns}
    assert found[header].kind == kind


def test_yes_and_no_can_be_asked_for_as_words() -> None:
    path = CASES / "yesno.csv"
    reading = detect(path, Options.parse([]))
    (batch,) = rows(path, reading, {"churned": "category"})
    assert set(batch.column(0).to_pylist()) == {"yes", "no"}
