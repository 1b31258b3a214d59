"""Lists as ledgers, portals and spreadsheets print them: headers that come again, sums, notes, days of weekdays."""

from __future__ import annotations

import datetime
import io
import tarfile
from pathlib import Path

import pytest

from landfast_ml.table import Options, TableError, TableProfile, detect, profile, rows

ROWS = 40


def written(folder: Path, lines: list[str], encoding: str = "utf-8", end: str = "\n") -> Path:
    path = folder / "table.csv"
    path.write_bytes(end.join([*lines, ""]).encode(encoding))
    return path


def profiled(path: Path, *said: str) -> TableProfile:
    return profile(path, detect(path, Options.parse(said)))


def said_of(path: Path, *said: str) -> str:
    """What is wrong with a table."""
    try:
        return "; ".join(map(str, profiled(path, *said).problems()))
    except TableError as error:
        return str(error)


def values(path: Path, column: str, *said: str) -> list[object]:
    reading = detect(path, Options.parse(said))
    return [value for batch in rows(path, reading, [column]) for value in batch.column(0).to_pylist()]


def kunden(count: int = ROWS, end: str = "") -> list[str]:
    return [f"K{n};{n},5;{('ja', 'nein')[n % 2]}{end}" for n in range(count)]


@pytest.mark.parametrize(("head", "end"), [(";", ";"), ("", ";"), (";", "")])
def test_a_separator_at_the_end_makes_no_header_of_a_row(tmp_path: Path, head: str, end: str) -> None:
    path = written(tmp_path, [f"Kunde;Betrag;aktiv{head}", *kunden(end=end)])
    found = profiled(path)
    assert ([column.header for column in found.columns][:3], found.rows) == (["Kunde", "Betrag", "aktiv"], ROWS)
    assert not list(found.problems())
    assert values(path, "Betrag")[:2] == [0.5, 1.5]


def test_a_header_that_comes_again_on_each_page_is_no_row(tmp_path: Path) -> None:
    lines = ["Kunde;Ort;aktiv", *(["A;Rom;ja", "B;Ulm;nein"] * 10 + ["Kunde;Ort;aktiv"]) * 3]
    path = written(tmp_path, lines)
    found = profiled(path)
    assert (found.rows, found.columns[2].kind) == (60, "boolean")
    assert len(values(path, "aktiv")) == 60
    assert "line 65 has 2" in said_of(written(tmp_path, [*lines, "C;?"]))


@pytest.mark.parametrize(
    ("row", "line"),
    [
        *[("Summe;820,0;", 42), ("* Gesamt;820,0;", 42), ("Insgesamt;820,0;", 2), ("Summe (40);820,0;", 42)],
        *[("Total 2024:;820,0;", 42), (";Summe;", 42)],
    ],
)
def test_a_row_that_adds_up_the_others_is_refused_by_its_line(tmp_path: Path, row: str, line: int) -> None:
    lines = kunden()
    lines.insert(0 if line == 2 else len(lines), row)
    assert f"a row adds up the others, line {line} begins with" in said_of(
        written(tmp_path, ["Kunde;Betrag;aktiv", *lines])
    )
    counted = [f"{word};{n};{n % 2}" for n in range(20) for word in ("Frauen", "Männer", "Insgesamt")]
    assert not said_of(written(tmp_path, ["Geschlecht;Zahl;y", *counted]))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([*kunden(), "", "Quelle: Amt"], "another number of fields than the header, line 43 has 1, 3 fields"),
        ([*kunden(), "", "Quelle: Amt;;", "Stand 2024;;"], "2 rows at the end hold one value, lines 43, 44,"),
        ([*kunden(), "K40;1,5"], "line 42 has 2, 3 fields, write the separators of fields that are blank, too"),
        ([*kunden(), "K40;1,5;ja;"], "line 42 has 4, 3 fields, mend them, take out notes"),
        ([*kunden(), "K40;;"], "line 42, take them out: a note is no row; a row that is no note may stand anywhere"),
        ([*kunden(), "Mittelwert;20,0;"], "a row averages the others, line 42 begins with Mittelwert"),
        (
            [*kunden(20), "Zwischensumme;9;", *kunden(20), "Zwischensumme;9;"],
            "adds up some of the others, line 22 begins with Zwischensumme",
        ),
    ],
)
def test_what_stands_below_and_between_is_told_by_its_line(tmp_path: Path, lines: list[str], said: str) -> None:
    assert said in said_of(written(tmp_path, ["Kunde;Betrag;aktiv", *lines]))


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([f"{1001 + n};Person{n};{n % 7}" for n in range(ROWS)], "holds values, no titles: 1001"),
        ([f"Anna{n};{n * 3};{('ja', 'nein')[n % 2]}" for n in range(ROWS)], "holds values, no titles: ja"),
        ([f"K{n};{n},5;01.0{n % 9 + 1}.2024" for n in range(ROWS)], "holds values, no titles: 0,5"),
        ([f"K{n};Ulm;{('ja', 'nein')[n % 2]}" for n in range(ROWS)], "holds values, no titles: Ulm and ja"),
        (["Kunde;Umsatz;;y", ";2022;2023;", *[f"K{n};{n};{n};1" for n in range(ROWS)]], "the titles stand in two rows"),
        (["Kunde     Betrag", *[f"K{n:<9}{n:>6},50" for n in range(ROWS)]], "columns have a place in each line"),
    ],
)
def test_what_has_no_titles_or_no_separator_is_refused(tmp_path: Path, lines: list[str], said: str) -> None:
    assert said in said_of(written(tmp_path, lines))


def test_comments_above_and_years_as_titles_are_what_they_are(tmp_path: Path) -> None:
    commented = ["# Anlage 7", "# Linie 3; Werk 2", "Zeit;Druck;y", *[f"{n};{n},5;{n % 2}" for n in range(ROWS)]]
    assert detect(written(tmp_path, commented)).headers == ["Zeit", "Druck", "y"]
    years = ["Stamm;;Umsatz;", "Kunde;Ort;2022;2023", *[f"K{n};Ulm;{n},5;{n},7" for n in range(ROWS)]]
    assert detect(written(tmp_path, years)).headers == ["Kunde", "Ort", "2022", "2023"]
    unnamed = [";name;year", *[f"r{n};Anna;{1990 + n % 30}" for n in range(ROWS)]]
    assert detect(written(tmp_path, unnamed)).headers == ["", "name", "year"]


def test_rows_of_separators_alone_are_none(tmp_path: Path) -> None:
    path = written(
        tmp_path, ["Kunde;Betrag;aktiv", *kunden(30), ";;", *kunden(9), "K9;x,5;ja", *[";;"] * 30], end="\r\n"
    )
    found = profiled(path)
    assert (found.rows, found.columns[2].missing) == (40, 0)
    assert "1 values are not a number, line 42" in said_of(path)


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["CHF 4'302.\u2013", "CHF 74'895.\u2013"], [4302, 74895]),
        (["4302,- €", "1.074,50 €", "5,-- €"], [4302, 1074.5, 5]),
        (["(€8,791.50)", "€1,234.00"], [-8791.5, 1234]),
        (["-€8,791.50", "€1,234.00"], [-8791.5, 1234]),
        (["12,50 EUR-", "3,25 EUR"], [-12.5, 3.25]),
        (["\u20138.791,50", "1.234,25"], [-8791.5, 1234.25]),
    ],
)
def test_amounts_with_signs_and_dashes(tmp_path: Path, cells: list[str], numbers: list[float]) -> None:
    path = written(tmp_path, ["id;x", *[f"k{n};{cells[n % len(cells)]}" for n in range(ROWS)]])
    assert values(path, "x")[: len(numbers)] == numbers


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("31.12.2021 24:00", "2022-01-01T00:00:00"),
        ("Mo, 06.06.2023", "2023-06-06T00:00:00"),
        ("lundi 26/06/2023 10:30", "2023-06-26T10:30:00"),
        ("2023-06-06 08:15:00 CEST", "2023-06-06T06:15:00"),
        ("06.01.2023 08:15 MEZ", "2023-01-06T07:15:00"),
        ("23-11-99", "1999-11-23T00:00:00"),
        ("23112024", "2024-11-23T00:00:00"),
    ],
)
def test_days_and_times_as_clocks_and_calendars_write_them(tmp_path: Path, text: str, moment: str) -> None:
    path = written(tmp_path, ["id;x", *[f"k{n};{text}" for n in range(ROWS)]])
    assert values(path, "x")[0].isoformat() == moment  # type: ignore[attr-defined]


def test_days_of_iso_8601_are_read_among_others(tmp_path: Path) -> None:
    """No other day could be meant; where the others can be read in two ways, they still can."""
    mixed = [f"k{n};" + (f"2023-06-{n % 28 + 1:02}" if n % 3 else f"{n % 28 + 1:02}.06.2023") for n in range(ROWS)]
    path = written(tmp_path, ["id;x", *mixed])
    assert detect(path).sentence() == "semicolon, UTF-8, day first DD.MM.YYYY (x)"
    assert [value.day for value in values(path, "x")[:4]] == [1, 2, 3, 4]  # type: ignore[attr-defined]
    slashed = [f"k{n};" + (f"2023-06-{n % 28 + 1:02}" if n % 2 else f"0{n % 9 + 1}/06/2023") for n in range(ROWS)]
    assert "can be read in two ways" in said_of(written(tmp_path, ["id;x", *slashed]))


def test_days_of_three_pairs_are_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, ["id;x", *[f"k{n};{n % 12 + 1:02}-{n % 9 + 1:02}-{n % 7 + 1:02}" for n in range(ROWS)]])
    assert "DD-MM-YY) or 2001-01-01" in said_of(path) or "can be read in two ways" in said_of(path)
    assert values(path, "x", "x:dates=day-first")[1] == datetime.datetime(2002, 2, 2)


@pytest.mark.parametrize(
    ("cell", "looks"),
    [
        (lambda n: "<0,5" if n % 4 == 0 else f"{n},25", "numbers, 1 of them with something beside it, such as <0,5"),
        (lambda n: f"{n}.5 p" if n % 2 else f"{n}.5", "numbers, 20 of them with something beside it, such as 1.5 p"),
        (lambda n: f"{n} h {n} min", "durations"),
        (lambda n: f"PT{n}H5M", "durations"),
    ],
)
def test_measured_values_beside_marks_are_no_classes(tmp_path: Path, cell, looks: str) -> None:  # type: ignore[no-untyped-def]
    found = profiled(written(tmp_path, ["id;x", *[f"k{n};{cell(n)}" for n in range(ROWS)]])).columns[1]
    assert (found.kind, found.looks) == ("text", looks)


def test_letters_of_an_old_mac_and_of_two_encodings(tmp_path: Path) -> None:
    lines = ["Kunde;gekündigt", *[f"K{n};ja" for n in range(ROWS)]]
    assert detect(written(tmp_path, lines, "mac_roman", "\r")).headers == ["Kunde", "gekündigt"]
    path = tmp_path / "table.csv"
    path.write_bytes(b"id;x\n" + b"".join(f"{n};K\u00f6ln\n".encode(("utf-8", "cp1252")[n % 2]) for n in range(ROWS)))
    assert "20 lines hold bytes that are no character of utf-8, lines 3, 5" in said_of(path)


def test_characters_that_nobody_sees_are_no_part_of_a_value(tmp_path: Path) -> None:
    path = written(tmp_path, ["id;x", *[f"\u200eK{n};\u200e{n}.5\ufeff" for n in range(ROWS)]])
    assert (values(path, "id")[0], values(path, "x")[0]) == ("K0", 0.5)


def test_packages_within_packages_are_named(tmp_path: Path) -> None:
    path = tmp_path / "table.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo("k.csv")
        entry.size = 4
        archive.addfile(entry, io.BytesIO(b"a;b\n"))
    assert "holds a tar archive" in said_of(path)


def test_workbooks_as_people_fill_them(tmp_path: Path) -> None:
    """Titles in merged cells, blank rows, a note, a hidden sheet, how long it took."""
    openpyxl = pytest.importorskip("openpyxl")
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in [
        ["Auswertung", None, None, "Stand: 05.03.2024"],
        ["Kunde", "Umsatz", None, "Dauer"],
        [None, 2022, 2023],
    ]:
        sheet.append(row)
    for n in range(ROWS):
        sheet.append([f"K{n}", n, n + 0.5, datetime.timedelta(hours=n)])
        if n == 20:
            sheet.append([])
    sheet.append([])
    sheet.append(["Quelle: Vertrieb"])
    for cells in ("A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(cells)
    workbook.create_sheet("Listen").append(["a", "b"])
    workbook["Listen"].sheet_state = "hidden"
    path = tmp_path / "table.xlsx"
    workbook.save(path)
    found = profiled(path)
    assert ([column.header for column in found.columns], found.rows) == (["Kunde", "2022", "2023", "Dauer"], ROWS)
    assert found.columns[3].looks == "durations"
    assert "line 46 has 1" in said_of(path)
    assert found.columns[0].missing == 0


def test_points_of_a_workbooks_numbers_prove_nothing_of_its_texts(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    workbook = openpyxl.Workbook()
    for row in [["Kunde", "Preis", "Einwohner"], *[[f"K{n}", n + 0.5, f"{n % 9 + 1}.{n + 100}"] for n in range(ROWS)]]:
        workbook.active.append(row)
    workbook.save(tmp_path / "table.xlsx")
    assert "Einwohner: can be read in two ways" in said_of(tmp_path / "table.xlsx")


@pytest.mark.parametrize(
    ("titles", "row", "said"),
    [
        (["Ort", "Land", "offen"], ["O", "DE", "ja"], "below the first, line 43 is its header: Ort Land offen"),
        (["Ort", "Wert", "offen"], ["O", 7.5, "ja"], "below the first, line 43 is its header: Ort Wert offen"),
        (["Kunde", "Preis", "aktiv"], ["K9", 7.5, "ja"], ""),
        (["K7", "entfällt", "ja"], ["K9", 7.5, "ja"], ""),
    ],
)
def test_a_second_table_on_a_sheet_is_found_by_its_header(
    tmp_path: Path, titles: list[str], row: list[object], said: str
) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    workbook = openpyxl.Workbook()
    above = [["Kunde", "Preis", "aktiv"], *[[f"K{n}", n + 0.5, ("ja", "nein")[n % 2]] for n in range(ROWS)], []]
    for cells in [*above, titles, *[row] * 30]:
        workbook.active.append(cells)
    workbook.save(tmp_path / "table.xlsx")
    found = said_of(tmp_path / "table.xlsx")
    assert (said in found) if said else not found
