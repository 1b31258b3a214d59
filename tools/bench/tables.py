"""A large table as an office exports it: what it costs to profile, beside a plain read of the same file."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tools.bench.measure import Figure, median, run

PANDAS_DOES = "pandas describes"
BOUND_SECONDS, BOUND_MEGABYTES = 30, 1_000
HEADER = "Kundennummer;Geburtsdatum;Ort;Betrag;Anzahl;gekündigt\n"
TOWNS = ("Köln", "Münster", "Düsseldorf", "Aachen", "Bonn", "Essen", "Würzburg")
# Rows that are written again and again: what is measured is reading, not the making of chance.
BLOCK = 20_000
OURS = """
import sys
from pathlib import Path
from landfast.projects.table.reader import read_table
read_table(Path(sys.argv[1]))
"""
PLAIN = """
import sys
from pyarrow import csv
read = csv.ReadOptions(encoding="windows-1252")
with csv.open_csv(sys.argv[1], read_options=read, parse_options=csv.ParseOptions(delimiter=";")) as reader:
    print(sum(batch.num_rows for batch in reader))
"""
PANDAS = """
import sys
import pandas as pd
parts = pd.read_csv(sys.argv[1], sep=";", decimal=",", encoding="windows-1252", chunksize=200_000)
print(sum(part.describe(include="all").loc["count"].iloc[0] for part in parts))
"""


def table_figures(folder: Path, megabytes: int, library: Path) -> Iterator[Figure]:
    """`library` is the interpreter that has pandas: landfast itself needs none."""
    path = folder / "kunden.csv"
    _write(path, megabytes * 1_000_000)
    ours = ((sys.executable, "-P", "-c", OURS, path), "profile")
    others = (
        ((sys.executable, "-P", "-c", PLAIN, path), "pyarrow reads"),
        ((library, "-c", PANDAS, path), PANDAS_DOES),
    )
    bound = f"{BOUND_SECONDS} s, {BOUND_MEGABYTES:,} MB a GB"
    for command, word in (ours, *others):
        figure = median(_name(word, megabytes), 1, lambda: run(command), bound if word == "profile" else "")  # noqa: B023
        yield replace(figure, against=_name(PANDAS_DOES, megabytes)) if word == "profile" else figure
    path.unlink()


def _name(word: str, megabytes: int) -> str:
    return f"{word} {megabytes:,} MB of CSV"


def _write(path: Path, size: int) -> None:
    """Semicolons, decimal commas, days first, windows-1252: rows of people who are made up."""
    chance = random.Random(7)  # noqa: S311  # nobody's secret
    rows = "".join(_row(chance) for _ in range(BLOCK)).encode("windows-1252")
    with path.open("wb") as file:
        file.write(HEADER.encode("windows-1252"))
        while file.tell() < size:
            file.write(rows)


def _row(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1940, 2006)
    cells = (
        f"K{chance.randrange(10**7):07d}",
        f"{day:02d}.{month:02d}.{year}",
        chance.choice(TOWNS),
        f"{chance.randrange(100_000)},{chance.randrange(100):02d}",
        str(chance.randrange(9)),
        chance.choice(("ja", "nein")),
    )
    return ";".join(cells) + "\n"
