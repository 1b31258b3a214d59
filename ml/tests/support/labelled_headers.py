"""The labelled headers with samples, and how well the detector does on them. As a program: the figures as JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from landfast_ml.privacy.personal import ColumnSample, Guess, guess

# Taught by, and those that judge: what stands in no list and no weight because of them. All were written beside the
# detector, with samples made up: as strangers name their columns, as offices of seven countries shorten them, as
# published tables and registers name and code them, and as outsiders' systems name theirs in code that is public: of
# schools (gepi, SVWS, USOS), towns (RSGB), firms (GAzie), clinics, insurers, clubs and courses. At a first look recall
# was 0.63 on the strangers'; 0.84, 0.82, 0.88 and 0.81 on four sets of offices'; 0.60 and 0.59 on two of published
# tables; by rules alone 0.70, 0.72 and 0.75 on three of outsiders', at a precision of 0.98, 0.97 and 0.97. Weights
# taught by all but the last made that 0.86 at 0.95 (the second: 0.82 at 0.96, taught by the first). It judges now.
# Columns of applications that many know (shops, courses, clinics, personnel; labelled before any look) were found at
# 0.81, at a precision of 0.96; words were made of them afterwards. Then, before words for
# people were listed by what they are in and tables were read as wholes: 0.80 at 0.96 of seventeen sectors' tables.
# After it, at a first look, with what it was before: 0.78 (0.71) at a precision of 0.98 of columns of public code from
# which the plain ones were left out, 0.87 (0.79) at 0.95 of whole tables of it, 0.83 (0.75) at 0.97 of thirteen more
# sectors, which teach no weight. Four sets of public schemas, each labelled and committed before a look: 0.84 at 0.94
# and 0.85 at 0.89 of two without their plain columns; after words were listed by concept and tables told more, 0.89 at
# 0.92 of the third (0.88 at 0.93 by what was before) and 0.84 at 0.91 of the fourth (0.82 at 0.91). Where their labels
# contradicted older ones they were made one afterwards; what stood in both sorts of sets stays in those that teach.
SETS = (
    "headers.tsv", "headers_held_out.tsv", "headers_strangers.tsv", "headers_offices.tsv", "headers_schemas.tsv",
    "headers_outsiders.tsv", "headers_applications.tsv", "headers_sectors.tsv", "headers_public_code.tsv",
    "headers_whole_tables.tsv", "headers_sectors_2.tsv", "headers_registers.tsv",
    "headers_open_schemas.tsv", "headers_open_schemas_2.tsv", "headers_public_tables.tsv",
    "headers_public_tables_2.tsv",
)  # fmt: skip
JUDGING = (
    "headers_held_out.tsv", "headers_sectors_2.tsv", "headers_registers.tsv", "headers_open_schemas_2.tsv",
    "headers_public_tables_2.tsv",
)  # fmt: skip
# Weights that it teaches, too, find more of it, and less of those that judge.
UNWEIGHED = ("headers_applications.tsv",)
FOLDER = Path(__file__).parents[1] / "privacy"


def one(name: str, samples: Sequence[str], kind: str = "text", distinct: int = 500) -> Guess:
    """The verdict on a column by itself."""
    return guess([ColumnSample(name, kind, samples, distinct, 500)])[0]


@dataclass(frozen=True, slots=True)
class Labelled:
    """`verdict` and `kind` are what a person says of the column."""

    language: str
    column: ColumnSample
    verdict: str
    kind: str
    table: str = ""


def labelled(name: str) -> list[Labelled]:
    """Of one of the `SETS`."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [_labelled(row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def _labelled(row: dict[str, str]) -> Labelled:
    samples = [sample.replace("\\n", "\n") for sample in row["samples"].split(" | ")]
    column = ColumnSample(row["header"], row["type"], samples, int(row["distinct"]), int(row["rows"]))
    return Labelled(row["language"], column, row["verdict"], row["kind"], row.get("table") or "")


@dataclass(frozen=True, slots=True)
class DetectorQuality:
    """Of columns that are personal or special against those that are neither. `right_kind`: of those found."""

    precision: float
    recall: float
    right_verdict: float
    right_kind: float
    wrong: tuple[tuple[Labelled, Guess], ...]


def quality(cases: Sequence[Labelled]) -> DetectorQuality:
    found = list(zip(cases, _guesses(cases), strict=True))
    both = [(case, one) for case, one in found if case.verdict != "none" and one.verdict != "none"]
    positive = sum(one.verdict != "none" for _, one in found)
    labelled_so = sum(case.verdict != "none" for case in cases)
    return DetectorQuality(
        precision=len(both) / positive,
        recall=len(both) / labelled_so,
        right_verdict=sum(case.verdict == one.verdict for case, one in found) / len(found),
        right_kind=sum(case.kind == one.kind for case, one in both) / len(both),
        wrong=tuple((case, one) for case, one in found if case.verdict != one.verdict),
    )


def _guesses(cases: Sequence[Labelled]) -> Iterator[Guess]:
    """Of each table at once; a column of which no table is told stands alone."""
    for table, beside in groupby(cases, key=lambda case: case.table):
        columns = [case.column for case in beside]
        yield from guess(columns) if table else (one for column in columns for one in guess([column]))


def main() -> None:
    """Set -> its columns, precision and recall, for `scripts/bench`."""
    figures = {}
    for name in SETS:
        cases = labelled(name)
        found = quality(cases)
        figures[name] = {"columns": len(cases), "precision": found.precision, "recall": found.recall}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
