"""Exports of European offices that were tried by hand: ledgers, registers, workbooks with two rows of titles."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from landfast_ml.table import Options, TableError, TableProfile, detect, profile, rows

ROWS = 40
SOFIA = ["София;Иван", "Пловдив;Мария", "Варна;Георги", "Бургас;Елена", "Русе;Петър", "Плевен;Десислава"] * 9
ATHENS = ["Αθήνα;Ελένη", "Θεσσαλονίκη;Γιώργος", "Πάτρα;Μαρία", "Ηράκλειο;Νίκος", "Λάρισα;Δημήτρης"] * 9


def written(folder: Path, lines: list[str], encoding: str = "utf-8") -> Path:
    path = folder / "table.csv"
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def profiled(path: Path, *said: str) -> TableProfile:
    return profile(path, detect(path, Options.parse(said)))


def values(path: Path, column: str, *said: str) -> list[object]:
    reading = detect(path, Options.parse(said))
    return [value for batch in rows(path, reading, [column]) for value in batch.column(0).to_pylist()]


def refused(path: Path, *said: str) -> str:
    with pytest.raises(TableError) as error:
        list(profiled(path, *said).problems())
    return str(error.value)


@pytest.mark.parametrize("unit", ["kr.", "лв.", "Std.", "St."])
def test_units_that_are_cut_short_end_with_a_dot(tmp_path: Path, unit: str) -> None:
    path = written(tmp_path, ["id;x", *[f"k{n};1.{n % 10}00,5 {unit}" for n in range(ROWS)]])
    assert values(path, "x")[:2] == [1000.5, 1100.5]
    assert f"unit {unit} (x)" in detect(path).sentence()


def test_a_percent_sign_stands_in_front_in_turkish(tmp_path: Path) -> None:
    path = written(
        tmp_path, ["müşteri;x;y", *[f"k{n};%{n},5;{('Evet', 'Hayır')[n % 2]}" for n in range(ROWS)]], "cp1254"
    )
    assert values(path, "x")[:2] == [0.5, 1.5]
    assert values(path, "y")[:2] == [True, False]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-03-19 r.", "2021-03-19T00:00:00"),
        ("19.03.2021 г.", "2021-03-19T00:00:00"),
        ("2021. 03. 19.", "2021-03-19T00:00:00"),
        ("19.3.2021 10.30", "2021-03-19T10:30:00"),
        ("19.3.2021 klo 10.30", "2021-03-19T10:30:00"),
        ("19/03/2021 10h30", "2021-03-19T10:30:00"),
        ("19/03/2021 à 10:30", "2021-03-19T10:30:00"),
        ("19.03.2021, 10:30 Uhr", "2021-03-19T10:30:00"),
    ],
)
def test_days_as_they_are_written_out(tmp_path: Path, text: str, moment: str) -> None:
    path = written(tmp_path, ["id;x", *[f"k{n};{text}" for n in range(ROWS)]])
    assert values(path, "x")[0].isoformat() == moment  # type: ignore[attr-defined]


@pytest.mark.parametrize("word", ["n.v.t.", "n.c.", "neuvedeno", "ej tillämpligt", "okänt", "nincs adat"])
def test_words_for_no_value_of_other_languages(tmp_path: Path, word: str) -> None:
    path = written(tmp_path, ["id;x", *[f"k{n};{word if n % 3 else f'{n},5'}" for n in range(ROWS)]])
    assert values(path, "x")[:3] == [0.5, None, None]


@pytest.mark.parametrize(("first", "second"), [("12,5", "99,75"), ("19.03.2021", "20.03.2021")])
def test_numbers_and_days_beside_a_word_are_asked_for(tmp_path: Path, first: str, second: str) -> None:
    """The word may stand for no value, or be an answer: only a person can tell."""
    cells = [f"{n + 1}{first}" if "," in first else first.replace("19", str(n % 20 + 1)) for n in range(30)]
    path = written(tmp_path, ["id;x", *[f"k{n};{cell}" for n, cell in enumerate([*cells, *["pauschal"] * 15, second])]])
    problem = refused(path)
    assert "table.csv: x: can be read in two ways, pauschal is no value (" in problem
    assert "--read 'x:missing=pauschal' or --read 'x:type=text'" in problem
    assert profiled(path, "x:missing=pauschal").columns[1].reading.type in {"number", "date"}
    assert profiled(path, "x:type=text").columns[1].reading.type == "text"
    assert detect(path, Options.parse([], ignored=["x"])).columns[1].type == "text"


def test_codes_beside_words_are_words(tmp_path: Path) -> None:
    path = written(tmp_path, ["id;x;y", *[f"k{n};{n % 4 or 'neu'};{n}a" for n in range(ROWS)]])
    assert [column.type for column in detect(path).columns] == ["text", "text", "text"]


@pytest.mark.parametrize(
    ("encoding", "lines"),
    [
        ("windows-1250", ["Číslo;Částka;Aktivní", *["1;12,50 Kč;ano", "2;13,50 Kč;ne"] * ROWS]),
        ("windows-1250", ["Številka;Znesek;Območje", *["1;12,50;Žalec"] * ROWS]),
        ("windows-1257", ["Klientas;Kategorija;Būsena", *["1;Šiauliai;ėjo"] * ROWS]),
        ("windows-1254", ["Müşteri;Açıklama", *["1;değişiklik"] * ROWS]),
        ("windows-1252", ["Kunde;Straße;Größe", *["1;Rue de l'Église;2"] * 2, *["1;Hauptstraße;3"] * ROWS]),
        ("windows-1252", ["Asiakas;Päättynyt", *["1;Jyväskylä"] * ROWS]),
        ("windows-1252", ["Número;Situação;Região", *["1;Não;Évora"] * ROWS]),
        ("windows-1252", ["id;x", *["1;§§ 3", "2;–––", "4;°°", "5;……"] * ROWS]),
        # A few words, however often, are of the likelier encoding; letters tell one of quotation marks within words.
        ("windows-1252", ["id;x", *["1;università", "2;Nord"] * 60]),
        ("windows-1252", ["id;x", *["1;naïve", "2;Orléans"] * 60]),
        ("cp850", ["id;x", *["1;Mädchen", "2;Junge"] * 60]),
        ("cp850", ["id;x", *["1;größe", "2;Junge"] * 60]),
        ("windows-1251", ["град;клиент", *SOFIA]),
        ("iso-8859-5", ["град;клиент", *SOFIA]),
        ("cp866", ["град;клиент", *SOFIA]),
        ("koi8-r", ["град;клиент", *SOFIA]),
        ("koi8-u", ["місто;клієнт", *["Київ;Олена", "Запоріжжя;Тарас", "Львів;Оксана", "Їжаківка;Ганна"] * 9]),
        ("windows-1253", ["πόλη;πελάτης", *ATHENS]),
        ("cp737", ["πόλη;πελάτης", *ATHENS]),
        ("cp869", ["πόλη;πελάτης", *ATHENS]),
        ("iso-8859-3", ["belt;x", *["Żejtun;1", "Ħamrun;2", "Għargħur;3", "Ġgantija;4"] * 9]),
    ],
)
def test_letters_that_no_language_has_together_tell_the_encoding(
    tmp_path: Path, encoding: str, lines: list[str]
) -> None:
    reading = detect(written(tmp_path, lines, encoding))
    assert (reading.encoding, reading.headers) == (encoding, lines[0].split(";"))


@pytest.mark.parametrize("word", ["варна", "да", "НЕТ"])
@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r"])
def test_letters_of_several_alphabets_are_asked_for(tmp_path: Path, word: str, encoding: str) -> None:
    path = written(tmp_path, ["id;x", f"1;{word}", "2;b"], encoding)
    problem = refused(path)
    assert "table.csv: its letters can be read in more than one way, " in problem
    assert f"{word} ({encoding})" in problem
    assert f"--read encoding={encoding}" in problem
    assert values(path, "x", f"encoding={encoding}") == [word, "b"]


def test_a_ledger_is_framed_by_lines(tmp_path: Path) -> None:
    rule = "-" * 30
    lines = [
        rule,
        "|Konto |Betrag   |Mahnung|",
        rule,
        *[f"|{n:<6}|{n:>6},50-|{'X '[n % 2]}|" for n in range(ROWS)],
        rule,
    ]
    found = profiled(written(tmp_path, lines))
    assert (found.rows, not list(found.problems())) == (ROWS, True)
    assert [column.kind for column in found.columns] == ["empty", "numeric", "numeric", "boolean", "empty"]
    lines[20] += "|"
    assert "line 21 has 6" in str(next(profiled(written(tmp_path, lines)).problems()))


def test_rows_that_are_wider_than_the_titles_are_said_by_line(tmp_path: Path) -> None:
    some = ["id;a;ziel", *[f"k{n};1,5;{n % 2}{';' * (n % 2)}" for n in range(ROWS)]]
    assert "20 rows have another number of fields than the header, line 3 has 4" in str(
        next(profiled(written(tmp_path, some)).problems())
    )
    # As R writes its rows' names, which have no title.
    every = ["id;a;ziel", *[f"{n};k{n};1,5;{n % 2}" for n in range(ROWS)]]
    assert "another number of fields than the header, line 2 has 4" in refused(written(tmp_path, every))


def test_the_second_of_two_rows_of_titles_is_the_header(tmp_path: Path) -> None:
    path = written(
        tmp_path, ["Stamm;;Finanzen;", "Kunde;Ort;Umsatz;y", *[f"k{n};A;{n},5;{n % 2}" for n in range(ROWS)]]
    )
    reading = detect(path)
    assert (reading.headers, reading.above) == (["Kunde", "Ort", "Umsatz", "y"], 1)
    assert "1 lines above the header" in reading.sentence()
    unnamed = ["", "name", "city"]
    path = written(tmp_path, [";".join(unnamed), *[f"r{n};Anna;Rom" for n in range(ROWS)]])
    assert detect(path).headers == unnamed


def test_the_second_of_two_rows_of_a_sheet_is_the_header(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    workbook = openpyxl.Workbook()
    for row in [["Stamm", None, "Finanzen"], ["Kunde", "Ort", "Umsatz"], *[[f"k{n}", "A", n] for n in range(ROWS)]]:
        workbook.active.append(row)
    workbook.save(tmp_path / "table.xlsx")
    reading = detect(tmp_path / "table.xlsx")
    assert (reading.headers, reading.sentence()) == (
        ["Kunde", "Ort", "Umsatz"],
        "sheet Sheet, 1 lines above the header",
    )


@pytest.mark.parametrize(("mark", "quoted"), [(";", '="{}"'), (",", '"=""{}"""')])
def test_values_that_a_spreadsheet_must_not_change_are_read_without_their_formula(
    tmp_path: Path, mark: str, quoted: str
) -> None:
    path = written(
        tmp_path, [f"id{mark}plz{mark}x", *[f"{quoted.format(f'{n:05}')}{mark}01067{mark}{n}" for n in range(ROWS)]]
    )
    assert values(path, "id")[:2] == ["00000", "00001"]


def test_lists_and_bytes_of_parquet_are_no_values(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    parquet.write_table(pa.table({"x": [1, 2], "list": [[1], [2]], "bytes": [b"a", b"b"]}), path)
    why = "holds lists, records or bytes, not one value a row"
    assert [column.reason for column in profiled(path).columns[1:]] == [why, why]


def test_times_of_the_day_and_how_long_it_took_are_called_so(tmp_path: Path) -> None:
    path = written(tmp_path, ["id;um;dauer", *[f"k{n};{n % 24:02}:{n % 60:02};{n + 20}:05:00" for n in range(90)]])
    reasons = [column.reason for column in profiled(path).columns[1:]]
    assert reasons == ["looks like times of the day", "looks like durations"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html><body><table>", "is an HTML page, name a CSV, Parquet or Excel file: save it so from a spreadsheet"),
        (b'\xef\xbb\xbf\n<?xml version="1.0"?>', "is an XML file"),
        (b'{"id": 1, "x": 2}\n' * 9, "is a JSON file"),
        (b'[\n {"id": 1}]', "is a JSON file"),
        (b"{\\rtf1\\ansi", "is an RTF file"),
        (b"SQLite format 3\0", "is an SQLite file"),
    ],
)
def test_files_of_other_kinds_are_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    assert said in refused(path)
