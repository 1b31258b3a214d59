"""Which encoding a table has, by its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest
from written_tables import ROWS, read, refused, table

from landfast_ml.table import detect, titles


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1252", "iso-8859-15", "cp850"]
)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encodings_and_separators(tmp_path: Path, encoding: str, separator: str) -> None:
    path = table(tmp_path, {"x": ["Süd", "Nürnberg"] * ROWS, "größe": ["1", "2"] * ROWS}, separator, encoding)
    reading = detect(path)
    assert ([c.header for c in reading.columns], reading.separator) == (["x", "größe"], separator)
    assert read(path)[:2] == ["Süd", "Nürnberg"]


def test_the_euro_sign_tells_its_encoding(tmp_path: Path) -> None:
    for encoding in ("windows-1252", "iso-8859-15"):
        path = table(tmp_path, {"x": ["kostet 5 €", "Müller"] * ROWS, "n": ["1", "2"] * ROWS}, encoding=encoding)
        assert detect(path).encoding == encoding
        assert read(path)[0] == "kostet 5 €"


def test_bytes_that_are_no_character_are_found(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("\n".join(["x;y", *["Müller;ä"] * 500]).encode() + b"\n\xff;b\n" + "ö;ü\n".encode() * 9)
    assert "1 lines hold bytes that are no character of utf-8, line 502" in refused(path)


@pytest.mark.parametrize("word", ["Zähler", "Größe", "Küche", "Öl", "prénom", "città", "España", "ação", "cœur"])
def test_one_word_of_a_western_language_is_enough(word: str, tmp_path: Path) -> None:
    """A meter's table may have a single one, in its header."""
    path = tmp_path / "meters.csv"
    header = f"{word};Tag;Verbrauch kWh;Feiertag;Tarif;Bemerkung;Temperatur"
    path.write_bytes(f"{header}\n".encode("cp1252") + b"Z-1;2025-01-01;1,5;ja;A;x;20,1\n" * 20)
    assert list(titles(detect(path))) == header.split(";")
