"""Tables that a test writes, and what is read of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from landfast_ml.table import Options, TableError, detect, rows

ROWS = 40


def table(folder: Path, columns: dict[str, list[str]], separator: str = ";", encoding: str = "utf-8") -> Path:
    lines = [separator.join(columns), *(separator.join(row) for row in zip(*columns.values(), strict=True))]
    path = folder / "table.csv"
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def column(folder: Path, values: list[str], *said: str, **others: list[str]) -> list[object]:
    """The values of `x`, as they are read."""
    return read(table(folder, {"x": values, "id": [f"k{n}" for n in range(len(values))], **others}), *said)


def read(path: Path, *said: str) -> list[object]:
    reading = detect(path, Options.parse(said))
    return [value for batch in rows(path, reading, ["x"]) for value in batch.column(0).to_pylist()]


def refused(path: Path, *said: str) -> str:
    with pytest.raises(TableError) as error:
        list(rows(path, detect(path, Options.parse(said)), ["x"]))
    return str(error.value)


def refused_to_detect(path: Path) -> str:
    with pytest.raises(TableError) as error:
        detect(path)
    return str(error.value)
