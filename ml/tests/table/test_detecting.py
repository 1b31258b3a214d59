"""What is found of a table, what is said of it, and what is asked because it can't be told."""

from __future__ import annotations

from pathlib import Path

import pytest
from written_tables import ROWS, column, read, refused, table

from landfast_ml.table import Options, detect, plain_rows, profile, rows


@pytest.mark.parametrize(
    ("values", "read_as"),
    [
        (["1,5", "0,25", "17"], [1.5, 0.25, 17.0]),
        (["1.234,50", "12,5", "1.000.000"], [1234.5, 12.5, 1e6]),
        (["1 234,50", "12,5"], [1234.5, 12.5]),
        (["1\u202f234,50", "12,5"], [1234.5, 12.5]),
        (["1\u00a0234,50", "12,5"], [1234.5, 12.5]),
        (["1'234.50", "12.5"], [1234.5, 12.5]),
        (["1,234.50", "12.5"], [1234.5, 12.5]),
        (["12,50 €", "1.200,00 €"], [12.5, 1200.0]),
        (["5 %", "12 %"], [5.0, 12.0]),
        (["100,5-", "12,5"], [-100.5, 12.5]),
        (["\u22125", "12"], [-5.0, 12.0]),
        (["(1,234.50)", "12.5"], [-1234.5, 12.5]),
        (["(1.234,50) €", "12,50 €"], [-1234.5, 12.5]),
        (["1e3", "2.5E-2"], [1000.0, 0.025]),
        (["1.234", "5678", "12.5"], [1.234, 5678.0, 12.5]),
        (["0.123", "1.234"], [0.123, 1.234]),
        (["1\u2009234,50", "12,5"], [1234.5, 12.5]),
        (["12,34,567.50", "1,23,456", "999.25"], [1234567.5, 123456, 999.25]),
        (["- 5,3", "+ 4,0"], [-5.3, 4.0]),
        (["( 1,234.50 )", "12.00"], [-1234.5, 12.0]),
        (["1.234,50-", "12,00+"], [-1234.5, 12.0]),
        (["\u20105,5", "\u20116,5"], [-5.5, -6.5]),
        (["kr. 1.234,50", "kr. 12,00"], [1234.5, 12.0]),
        (["SFr. 1'234.50", "SFr. 12.00"], [1234.5, 12.0]),
        (["12,5 mg/dl", "7 mg/dl"], [12.5, 7.0]),
        (["12,5 €/Monat", "7 €/Monat"], [12.5, 7.0]),
        (["85 m2", "90,5 m2"], [85.0, 90.5]),
    ],
)
def test_numbers_as_offices_write_them(tmp_path: Path, values: list[str], read_as: list[float]) -> None:
    assert column(tmp_path, values * ROWS) == read_as * ROWS


@pytest.mark.parametrize(
    ("values", "first"),
    [
        (["19.03.2021", "1.4.2021"], "2021-03-19T00:00:00"),
        (["19/03/2021", "01/04/2021"], "2021-03-19T00:00:00"),
        (["03/19/2021", "04/01/2021"], "2021-03-19T00:00:00"),
        (["2021-03-19", "2021-04-01"], "2021-03-19T00:00:00"),
        (["2021-03-19T08:30:00+01:00", "2021-04-01T08:30:00Z"], "2021-03-19T07:30:00"),
        (["2021-03-19 08:30", "2021-04-01 23:59"], "2021-03-19T08:30:00"),
        (["19.03.2021 08:30:05", "1.4.2021"], "2021-03-19T08:30:05"),
        (["20210319", "20210401"], "2021-03-19T00:00:00"),
        (["19.03.21", "01.04.21"], "2021-03-19T00:00:00"),
        (["3/19/2021 8:30 PM", "4/1/2021 12:00 AM"], "2021-03-19T20:30:00"),
        (["19-Mar-2021", "01-Apr-2021"], "2021-03-19T00:00:00"),
        (["19. März 2021", "1. April 2021"], "2021-03-19T00:00:00"),
        (["19 mars 2021", "1er avril 2021"], "2021-03-19T00:00:00"),
        (["19 marca 2021", "1 kwietnia 2021"], "2021-03-19T00:00:00"),
        (["19 de marzo de 2021", "1 de abril de 2021"], "2021-03-19T00:00:00"),
        (["March 19, 2021", "April 1, 2021"], "2021-03-19T00:00:00"),
        (["19-OCT-2021 10:15:00", "1-APR-2021 09:00:00"], "2021-10-19T10:15:00"),
        (["19.Mär.2021", "01.Apr.2021"], "2021-03-19T00:00:00"),
        (["19-Mar-21", "01-Apr-21"], "2021-03-19T00:00:00"),
        (["2021. március 19.", "2021. április 1."], "2021-03-19T00:00:00"),
        (["19 maart 2021", "1º april 2021"], "2021-03-19T00:00:00"),
        (["19MAR2021:08:30:00", "01APR2021:00:00:00"], "2021-03-19T08:30:00"),
        (["2021-W11-5", "2021-W13-4"], "2021-03-19T00:00:00"),
        (["20210319083005", "20210401000000"], "2021-03-19T08:30:05"),
        (["20210319T083005Z", "20210401T000000Z"], "2021-03-19T08:30:05"),
        (["2021-03-19T08:30:00+01:00[Europe/Berlin]", "2021-04-01T08:00:00Z[UTC]"], "2021-03-19T07:30:00"),
        (["2021-03-19-08.30.00.123456", "2021-04-01-00.00.00.000000"], "2021-03-19T08:30:00.123456"),
        (["19.03.2021 - 08:30", "01.04.2021 - 00:00"], "2021-03-19T08:30:00"),
        (["3/19/2021 8:30 p. m.", "4/1/2021 1:00 a. m."], "2021-03-19T20:30:00"),
    ],
)
def test_days_as_offices_write_them(tmp_path: Path, values: list[str], first: str) -> None:
    found = column(tmp_path, values * ROWS)
    assert found[0].isoformat() == first  # type: ignore[attr-defined]
    assert found[1].date().isoformat() == "2021-04-01"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "pair",
    [
        *[
            "yes no",
            "ja nein",
            "oui non",
            "si no",
            "sì no",
            "tak nie",
            "Ja Nein",
            "TRUE FALSE",
            "wahr falsch",
            "да нет",
        ],
        *["SANT FALSKT", "SAND FALSK", "SANN USANN", "TOSI EPÄTOSI", "PRAVDA NEPRAVDA", "VERDADEIRO FALSO"],
        *["ADEVĂRAT FALS", "DOĞRU YANLIŞ", ".TRUE. .FALSE."],
    ],
)
def test_yes_and_no_in_many_languages(tmp_path: Path, pair: str) -> None:
    assert column(tmp_path, pair.split() * ROWS) == [True, False] * ROWS


@pytest.mark.parametrize(
    "word", ["k.A.", "n/a", ".", "-", "NULL", "NA", "#NV", "?", "#N/D", "#SAKNAS!", "#¡DIV/0!", "(leer)", "unbek."]
)
def test_words_for_no_value_are_listed_by_column(tmp_path: Path, word: str) -> None:
    path = table(tmp_path, {"x": ["1,5", word, "2,5"] * ROWS, "word": ["a", "b", "c"] * ROWS})
    reading = detect(path)
    assert [found.missing for found in reading.columns] == [(word,), ()]
    assert f"missing {word} (x)" in reading.sentence()
    assert read(path)[:3] == [1.5, None, 2.5]


def test_minus_999_is_no_value_where_nothing_is_near_it(tmp_path: Path) -> None:
    assert column(tmp_path, ["1.5", "-999", "2.5"] * ROWS)[:3] == [1.5, None, 2.5]
    assert column(tmp_path, ["-1500.5", "-999", "2.5"] * ROWS)[:3] == [-1500.5, -999.0, 2.5]
    assert column(tmp_path, ["1.5", "-999", "2.5"] * ROWS, "x:missing=")[:3] == [1.5, -999.0, 2.5]


def test_codes_are_no_numbers(tmp_path: Path) -> None:
    assert column(tmp_path, ["+48 601 234 567", "+48 602 111 222"])[0] == "+48 601 234 567"
    assert column(tmp_path, [f"552 {n} 317" for n in range(100, 140)])[0] == "552 100 317"
    assert column(tmp_path, [f"192.168.001.{n}" for n in range(100, 140)])[0] == "192.168.001.100"
    assert column(tmp_path, ["DE12", "DE34"] * ROWS)[0] == "DE12"
    assert column(tmp_path, ["A1", "A2"] * ROWS)[0] == "A1"
    assert column(tmp_path, ["01067", "80331"] * ROWS)[:2] == ["01067", "80331"]
    assert column(tmp_path, ["12345678901234567890", "1"] * ROWS)[0] == "12345678901234567890"


@pytest.mark.parametrize(
    ("values", "said", "options"),
    [
        (["1.234", "12.345"], "1.234 is 1.234 (decimal dot) or 1234 (thousands dot)", ["decimal=dot", "decimal=comma"]),
        (["1,234", "12,345"], "1,234 is 1.234 (decimal comma) or 1234 (thousands comma)", ["decimal=comma"]),
        (["1E5", "417"], "1E5 is 100000 (number) or a code (text)", ["type=number", "type=text"]),
        (
            ["01/02/2025", "03/04/2025"],
            "01/02/2025 is 2025-02-01 (DD/MM/YYYY) or 2025-01-02 (MM/DD/YYYY)",
            ["dates=DD/MM/YYYY", "dates=MM/DD/YYYY"],
        ),
    ],
)
def test_what_can_be_read_in_two_ways_is_asked(
    tmp_path: Path, values: list[str], said: str, options: list[str]
) -> None:
    path = table(tmp_path, {"x": values * ROWS, "id": ["k"] * 2 * ROWS})
    problem = refused(path)
    assert "table.csv: x: can be read in two ways" in problem
    assert said in problem
    assert all(f"--read 'x:{option}'" in problem for option in options)
    for option in options:
        assert len(read(path, f"x:{option}")) == 2 * ROWS
    assert detect(path, Options.parse([], ignored=["x"]))


def test_other_columns_or_a_late_row_tell(tmp_path: Path) -> None:
    assert column(tmp_path, ["1.234", "12.345"] * ROWS, y=["0,5", "1,5"] * ROWS)[0] == 1234.0
    late = ["01/02/2025"] * 200_000 + ["31/01/2025"]
    assert column(tmp_path, late)[0].isoformat() == "2025-02-01T00:00:00"  # type: ignore[attr-defined]


NUMEROS = ["no_client", "no", "no_5", "no_doc", "no_ordem", "temp_deg_c", "cano_x"]


@pytest.mark.parametrize(
    ("text", "headers", "count"),
    [
        ("a;a;;b b;b-b\n1;2;3;4;5\n", ["a", "a_2", "column_3", "b_b", "b_b_2"], 1),
        ('\ufeff"a\tx";" b\nc "\n1;2\n', ["a_x", "b_c"], 1),
        ("sep=;\na;b\n1;2\n", ["a", "b"], 1),
        ("Export vom 1.1.2025\n\na;b;c\n1;2;3\n4;5;6\n7;8;9\n", ["a", "b", "c"], 3),
        ("customerId;Größe (cm);2nd\n1;2;3\n", ["customer_id", "grosse_cm", "column_2nd"], 1),
        ("Auswertung;;\nStand: 1.1.2025;;\n;;\na;b;c\n" + "k;2;x\n" * 9, ["a", "b", "c"], 9),
        ("|a|b|\n|---|:-:|\n" + "|k|2|\n" * 9, ["column_1", "a", "b", "column_4"], 9),
        ("N° client;Nº;№5;N.°doc;n.º ordem;Temp °C;Canº x\n1;2;3;4;5;6;7\n", NUMEROS, 1),
        ("a^b\nk^2\n", ["a", "b"], 1),
        ("a\x01b\nk\x012\n", ["a", "b"], 1),
        ("a;b;c\r\nk;2;3\r\n\x1a", ["a", "b", "c"], 1),
        ('a;b;c\n"";"";""\n   \n ; ; \nk;2;3\n', ["a", "b", "c"], 1),
    ],
)
def test_headers(tmp_path: Path, text: str, headers: list[str], count: int) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    reading = detect(path)
    assert [column.name for column in reading.columns] == headers
    assert sum(batch.num_rows for batch in rows(path, reading, headers)) == count


def test_a_wrong_line_is_found_among_many(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    lines = ["x;y", '"1,5";"two\nlines"', *["2,5;b"] * 50_000, "3,5;b;c", *["2,5;b"] * 100, "oops;b", "4,5;b"]
    path.write_text("\n".join(lines), encoding="utf-8")
    problem = refused(path)
    assert "1 rows have another number of fields than the header, line 50,004 has 3, 2 fields" in problem
    assert "table.csv: x: 1 values are not a number, line 50,105" in problem
    assert [str(p) for p in profile(path, detect(path)).problems()] == problem.splitlines()


def test_words_that_all_rows_show_are_added(tmp_path: Path) -> None:
    path = table(tmp_path, {"x": [*["1,5"] * ROWS, "k.A."], "y": [*["ja", "nein"] * (ROWS // 2), "nie"]})
    reading = detect(path, Options.parse(["x:missing="]))
    found = profile(path, reading)
    assert found.reading.column("x").missing == ("k.A.",)
    assert (found.columns[0].missing, found.columns[0].misfits) == (1, 0)


def test_plain_texts_are_what_the_pipeline_reads_on(tmp_path: Path) -> None:
    columns = {
        "x": ["1.234,5", "k.A.", "oops", *["0,5"] * 60],
        "t": ["19.03.2021 8:30"] * 63,
        "b": ["ja"] * 62 + ["nein"],
    }
    path = table(tmp_path, columns)
    (batch,) = plain_rows(path, detect(path), {"x": "number", "t": "date", "b": "boolean"})
    assert [batch.column(at).to_pylist()[:3] for at in range(3)] == [
        ["1234.5", None, "oops"],
        ["2021-03-19T08:30:00"] * 3,
        ["true"] * 3,
    ]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("colour=red", "is no word about a table"),
        ("dates=backwards", "no dates is called backwards"),
        ("encoding=klingon", "no encoding is called klingon"),
        ("decimal=;", "no decimal is called ;"),
        ("nobody:decimal=comma", "table.csv has no such column"),
    ],
)
def test_what_is_said_is_checked(tmp_path: Path, word: str, said: str) -> None:
    assert said in refused(table(tmp_path, {"x": ["1", "2"], "y": ["3", "4"]}), word)


def test_one_column_of_times_is_one_column(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("x\n" + "2024-03-19T10:00:00+02:00\n" * ROWS, encoding="utf-8")
    assert read(path)[0].isoformat() == "2024-03-19T08:00:00"  # type: ignore[attr-defined]


@pytest.mark.parametrize("tick", ["x", "X", "ja", "\u2713", "*"])
def test_a_column_that_ticks_rows_says_no_by_a_blank(tmp_path: Path, tick: str) -> None:
    values = [tick, "", tick.upper(), ""]
    assert column(tmp_path, values) == [True, False, True, False]
    path = table(tmp_path, {"x": values, "id": list("abcd")})
    assert f"{tick.casefold()} for yes and blank for no (x)" in detect(path).sentence()
    ticked = profile(path, detect(path)).columns[0]
    assert (ticked.kind, ticked.missing, ticked.reason) == ("boolean", 0, "")
    assert column(tmp_path, values, "x:type=text") == [tick, None, tick.upper(), None]
    # Whoever says what stands for no value has said what a blank is.
    assert column(tmp_path, values, "x:missing=?")[1::2] == [None, None]


def test_what_is_not_only_ticked_is_no_tick(tmp_path: Path) -> None:
    assert column(tmp_path, ["x", "", "y", ""]) == ["x", None, "y", None]
    assert column(tmp_path, ["ja", "", "nein", ""]) == [True, None, False, None]
    assert column(tmp_path, ["x", "x", "x", "x"]) == ["x"] * 4
    assert column(tmp_path, ["1", "", "1", ""]) == [1.0, None, 1.0, None]
