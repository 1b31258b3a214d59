"""Packed files, Parquet and Excel: the same values as from a plain CSV file."""

from __future__ import annotations

import datetime
import gzip
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from landfast_ml.table import Options, TableError, detect, profile, rows

TEXT = "kunde;betrag;seit\nMüller;1.234,50;19.03.2021\nSchäfer;12,25;01.04.2021\n"
VALUES = [
    {"kunde": "Müller", "betrag": 1234.5, "seit": datetime.datetime(2021, 3, 19)},
    {"kunde": "Schäfer", "betrag": 12.25, "seit": datetime.datetime(2021, 4, 1)},
]


def read(path: Path, *said: str) -> list[dict[str, object]]:
    reading = detect(path, Options.parse(said))
    return [row for batch in rows(path, reading, ["kunde", "betrag", "seit"]) for row in batch.to_pylist()]


def packed(folder: Path, kind: str) -> Path:
    path, data = folder / f"table.csv.{kind}", TEXT.encode("windows-1252")
    if kind == "gz":
        path.write_bytes(gzip.compress(data))
    elif kind == "zst":
        path.write_bytes(pa.compress(data, "zstd", asbytes=True))
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("export/table.csv", data)
            archive.writestr("__MACOSX/table.csv", b"resource")
    return path


@pytest.mark.parametrize("kind", ["gz", "zst", "zip"])
def test_packed_files_are_unpacked(tmp_path: Path, kind: str) -> None:
    path = packed(tmp_path, kind)
    assert read(path) == VALUES
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(TableError, match=r"damaged|holds 0 files"):
        read(path)


def test_a_zip_of_several_tables_asks_which(tmp_path: Path) -> None:
    path = tmp_path / "tables.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", TEXT)
        archive.writestr("b.csv", "x;y\n1;2\n")
    with pytest.raises(TableError, match=r"holds 2 files, a.csv, b.csv, 1 table, name one with --read 'file=NAME'"):
        detect(path)
    assert read(path, "file=a.csv") == VALUES


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    table = pa.table(
        {
            "kunde": pa.array(["Müller", "Schäfer"]).dictionary_encode(),
            "betrag": [1234.5, 12.25],
            "seit": [datetime.datetime(2021, 3, 19), datetime.datetime(2021, 4, 1)],
            "list": [[1], [2, 3]],
            "flag": [True, None],
        }
    )
    parquet.write_table(table, path)
    assert read(path) == VALUES
    found = profile(path, detect(path))
    assert [(c.kind, c.missing) for c in found.columns[3:]] == [("empty", 2), ("constant", 1)]
    path.write_bytes(path.read_bytes()[:-20] + b"x" * 20)
    with pytest.raises(TableError, match="damaged Parquet"):
        detect(path)


def test_columns_of_parquet_that_stand_twice_or_hold_bytes_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    took, key = datetime.timedelta(hours=26, minutes=5), pa.array([b"0123456789abcdef"] * 2, pa.binary(16))
    columns = [pa.array(["a", "b"]), pa.array([1.5, 2.5]), pa.array([3.5, 4.5]), pa.array([took, None]), key]
    parquet.write_table(pa.Table.from_arrays(columns, names=["id", "x", "x", "took", "key"]), path)
    reading = detect(path)
    assert [column.name for column in reading.columns] == ["id", "x", "x_2", "took", "key"]
    first = next(rows(path, reading, [column.name for column in reading.columns])).to_pylist()[0]
    assert first == {"id": "a", "x": 1.5, "x_2": 3.5, "took": "26:05:00", "key": None}


def test_a_workbook_with_formulas_that_nobody_reckoned_is_refused(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    workbook = openpyxl.Workbook()
    for row in [["id", "x"], *[[f"k{n}", f"=A{n + 2}*2"] for n in range(9)]]:
        workbook.active.append(row)
    workbook.save(tmp_path / "table.xlsx")
    with pytest.raises(TableError, match="has formulas without a result, x, open it in a spreadsheet"):
        detect(tmp_path / "table.xlsx")


def test_excel_sheets_are_tables(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    path = tmp_path / "table.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in [["Bericht"], [], ["kunde", "betrag", "seit"], *[list(row.values()) for row in VALUES]]:
        sheet.append(row)
    workbook.create_sheet("leer")
    workbook.save(path)
    assert read(path) == VALUES
    assert detect(path).sentence().startswith("sheet Sheet")
    workbook["leer"].append(["kunde", "x"])
    workbook.save(path)
    with pytest.raises(TableError, match="has 2 sheets with rows"):
        detect(path)
    assert read(path, "sheet=Sheet") == VALUES


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\n\n", "has no header"),
        (b"%PDF-1.7 ...", "is a PDF file"),
        (b"\x89PNG\r\n\x1a\n", "is a PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "is a JPEG picture"),
        (b"a,b\n\x00\x01\x02,\x00\n" * 9, "holds bytes of no text"),
        (b"a,b\n", "has a header and no rows"),
        (b"1,2\n3,4\n", "the first row holds numbers, no titles"),
        (b" \n \n", "has no header"),
        (b"a,b\n1," + b"2" * (9 << 20), "is a quotation mark left open?"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is no workbook that can be read"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=said.replace("?", r"\?")):
        profile(path, detect(path))
