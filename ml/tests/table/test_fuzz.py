"""Tables of any bytes: a reading or a refusal, never a traceback; what was written in a dialect is read back."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from landfast_ml.table import Reading, TableError, detect, profile, rows

ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1", "cp1252", "iso8859-15", "cp850", "utf-32"]
CELLS = [
    "", " ", "1", "0", "-999", "1.234", "1,5", "1.234,5", "1'000.5", "12 €", "k.A.", "-", ".", "ja", "nein", "yes",
    "01/02/2025", "31.12.2024", "2024-02-30", "2024-01-01T10:00:00Z", '"', "'", "a\nb", "x" * 70, "Größe", "πelle",
    "12,-", "(€5,5)", "-€5", "Summe", "31.12.2024 24:00", "Mo, 01.01.2024", "12-02-22", "<0,5", "\u200e5", ":",
    "id", ";;", "\t",
    "=1+1", "\u202f", "9" * 25, "1e999", "nan", "True", "\\", "00123", "\u2028", "\x85", "\x0b", "\ufeff",
]  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> bytes:
    """Rows of strange cells in some dialect, some of them ragged, some bytes of them broken."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    separator, width = chance.choice(",;\t|:"), chance.randint(1, 6)
    kinds = [chance.sample(CELLS, chance.randint(1, 4)) for _ in range(width)]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=chance.choice(["\n", "\r\n", "\r"]))
    writer.writerow([chance.choice(["id", "a b", "", "ü", "x\ny", "1"]) for _ in range(width)])
    for _ in range(chance.randint(0, 40)):
        row = [chance.choice(kind) for kind in kinds]
        writer.writerow(row[: chance.randint(0, width)] if chance.random() < 0.03 else row)
    data = bytearray(out.getvalue().encode(chance.choice(ENCODINGS), errors="replace"))
    for _ in range(chance.choice([0, 0, 0, 1, 5])):
        data.insert(chance.randint(0, len(data)), chance.randint(0, 255))
    return bytes(data)


def read_to_the_end(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(data)
        try:
            reading = detect(path)
            assert Reading.from_json(reading.to_json()) == reading
            assert reading.sentence()
            found = profile(path, reading)
            assert all(column.kind and str(column.reason) is not None for column in found.columns)
            list(rows(path, found.reading, [column.name for column in reading.columns]))
        except TableError as error:
            said = [str(problem) for problem in error.problems]
        else:
            said = ["table.csv: was read"]
    assert said
    assert all(": " in problem for problem in said)


@settings(max_examples=1_500, suppress_health_check=list(HealthCheck))
@given(tables())
@example(b"a b|x\ny\rTWru\xc7\x04e|'\rT\x05rue|1\rTrue|1\rTrue|1\x1f\r\r")
def test_strange_tables_end_in_a_reading_or_a_refusal(data: bytes) -> None:
    read_to_the_end(data)


@settings(max_examples=500, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\x1f\x8b", b"PK\x03\x04", b"PAR1", b"\x28\xb5\x2f\xfd", b"a;b\n"])
)
def test_any_bytes_end_in_a_reading_or_a_refusal(data: bytes, start: bytes) -> None:
    read_to_the_end(start + data)


def shown(number: float, decimal: str, thousands: str) -> str:
    text = f"{number:,.2f}"
    return text.translate(str.maketrans({",": thousands, ".": decimal}))


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(st.integers(-(10**9), 10**9), st.dates(date(1900, 1, 1), date(9998, 12, 31))),
        min_size=30,
        max_size=60,
    ),
    st.sampled_from([(".", ","), (",", "."), (",", "\u202f"), (",", " "), (".", "'"), (",", "")]),
    st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%Y%m%d"]),
    st.sampled_from([";", "\t", ",", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read_back(
    values: list[tuple[int, date]], marks: tuple[str, str], days: str, separator: str, encoding: str
) -> None:
    written = [(number / 100, day) for number, day in values]
    # One number and one day that leave no doubt.
    written += [(1_234_567.89, date(2024, 12, 31))]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["Zahl", "Tag", "Süd"])
    writer.writerows(
        [shown(number, *marks), day.strftime("%Y").zfill(4).join(day.strftime(days).split(day.strftime("%Y"))), "ß"]
        for number, day in written
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        path.write_bytes(out.getvalue().encode(encoding))
        found = [row for batch in rows(path, detect(path), ["zahl", "tag"]) for row in batch.to_pylist()]
    assert [row["zahl"] for row in found] == [number for number, _ in written]
    if days != "%Y%m%d" or all(day.year < 2100 for _, day in written):
        assert [row["tag"].date() for row in found] == [day for _, day in written]
