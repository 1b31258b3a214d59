"""A person is found however a table writes the identifier, in every table of the environment."""

from __future__ import annotations

import csv
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_project import load, put
from sample_table import changed

from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.privacy.identifiers import normal_identifier
from landfast_ml.steps import features, ingest
from landfast_ml.subjects import erasure
from landfast_ml.subjects.certificate import letter
from landfast_ml.subjects.export import export
from landfast_ml.subjects.identity import subject_of
from landfast_ml.subjects.places import places
from landfast_ml.subjects.rotation import rotate

SPELLINGS = ("17", " 17 ", "17.0", "\u00a017\t", "\u200e17\ufeff")


def erase(job: Job, identifier: str) -> dict[str, object]:
    return erasure.erase(job, subject_of(job, identifier), erasure.Order("Ana", "request"), lambda _place, _count: None)


def spelled(demo: list[str]) -> list[str]:
    """The first rows are of one person, written in as many ways."""
    return changed(demo, "Customer ID", lambda row, old: SPELLINGS[row] if row < len(SPELLINGS) else old)


def make_features(job: Job) -> None:
    snapshot, made = (job.bucket("pipeline_root") / "run" / name for name in ("snapshot", "features"))
    for folder in (snapshot, made):
        folder.mkdir(parents=True)
    ingest.run(job, snapshot=snapshot)
    features.run(job, snapshot=snapshot, features=made)


def counts(job: Job, identifier: str) -> dict[str, int]:
    subject = subject_of(job, identifier)
    return {place.name: sum(1 for _record in place.find(subject)) for place in places(job)}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_the_normal_form_is_its_own(text: str) -> None:
    normal = normal_identifier(text)
    assert normal_identifier(normal) == normal == normal_identifier(f" {text}\n")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("17", "17.0", True), (" a", "a ", True), ("e\u0301", "\u00e9", True), ("a", "A", False), ("017", "17", False)],
)
def test_who_is_the_same(one: str, other: str, same: bool) -> None:
    assert (normal_identifier(one) == normal_identifier(other)) is same


@pytest.mark.parametrize("asked", SPELLINGS)
def test_every_spelling_is_erased_by_any(job: Job, demo: list[str], asked: str) -> None:
    put(job, spelled(demo))
    make_features(job)
    before = counts(job, asked)
    assert before["raw table"] == len(SPELLINGS)
    assert before["features"] + before["rejected rows"] == len(SPELLINGS)
    assert len(export(job, subject_of(job, asked))["data"]["raw table"]) == len(SPELLINGS)
    certificate = erase(job, asked)
    assert certificate["erased"] == before
    assert set(counts(job, "17").values()) == {0}
    assert subject_of(job, asked).request == subject_of(job, "17").request


def test_who_was_erased_comes_back_in_no_spelling(job: Job, demo: list[str]) -> None:
    put(job, spelled(demo))
    erase(job, "17")
    rotate(job)
    put(job, spelled(demo))
    make_features(job)
    assert {name for name, count in counts(job, "17").items() if count} == {"raw table"}


def test_capitals_are_one_where_the_declaration_says_so(job: Job, demo: list[str]) -> None:
    spellings = ("Ada7", "ADA7", " ada7 ")
    table = changed(demo, "Customer ID", lambda row, old: spellings[row] if row < len(spellings) else old)
    path = job.root / "features.yaml"
    path.write_text(path.read_text().replace("protection: pseudonymise", "protection: pseudonymise, case: fold", 1))
    folded = load(job.root)
    put(folded, table)
    make_features(folded)
    assert counts(job, "ada7")["raw table"] == 1
    before = counts(folded, "aDA7")
    assert (before["raw table"], before["features"] + before["rejected rows"]) == (3, 3)
    assert erase(folded, "ADA7")["erased"] == before
    put(folded, table)
    shutil.rmtree(folded.bucket("pipeline_root"))
    make_features(folded)
    assert {name for name, count in counts(folded, "ada7").items() if count} == {"raw table"}
    assert ingest.bucket("Ada7", "fold") == ingest.bucket("ADA7", "fold")


def test_a_person_stays_on_one_side_of_the_split() -> None:
    assert len({ingest.bucket(one) for one in SPELLINGS}) == 1


def test_a_field_of_any_length_is_read(job: Job, demo: list[str]) -> None:
    long = changed(demo, "name", lambda row, old: "x" * 200_000 if row < 3 else old)
    put(job, changed(long, "Customer ID", lambda row, old: "17" if row < 2 else old))
    assert counts(job, "17")["raw table"] == 2
    certificate = erase(job, "17")
    assert certificate["erased"]["raw table"] == 2  # type: ignore[index]
    assert "x" * 200_000 in (job.table / "table.csv").read_text(encoding="utf-8")


def test_tables_of_other_projects_count_and_what_cannot_be_read_is_named(job: Job, demo: list[str]) -> None:
    put(job, spelled(demo))
    beside = job.bucket("raw") / "to_score"
    beside.mkdir()
    (beside / "june.csv").write_text("\n".join(spelled(demo)) + "\n", encoding="utf-8")
    (beside / "notes.xlsx").write_bytes(b"PK")
    other = job.bucket("raw") / "sales"
    other.mkdir()
    (other / "sales.csv").write_text("shop,day,sold\nNord,2026-01-01,3\n", encoding="utf-8")
    assert len(export(job, subject_of(job, "17"))["data"]["raw table to_score"]) == len(SPELLINGS)
    certificate = erase(job, "17")
    assert certificate["erased"]["raw table to_score"] == len(SPELLINGS)  # type: ignore[index]
    left = certificate["not_done"]
    assert [one.split(":")[0] for one in left] == [  # type: ignore[attr-defined]
        "raw bucket, sales/sales.csv",
        "raw bucket, to_score/notes.xlsx",
    ]
    assert "## Not done" in letter(job, certificate)
    with (beside / "june.csv").open(encoding="utf-8") as file:
        assert not {row["Customer ID"] for row in csv.DictReader(file)} & set(SPELLINGS)


def test_outputs_of_other_projects_count(job: Job, demo: list[str]) -> None:
    """Features of another table of the environment hold the same pseudonym."""
    put(job, spelled(demo))
    make_features(job)
    folder = job.bucket("features") / job.columns.table
    folder.rename(folder.with_name("of_another"))
    assert counts(job, "17")["features"] + counts(job, "17")["rejected rows"] == len(SPELLINGS)
    erase(job, "17")
    assert set(counts(job, "17").values()) == {0}


def test_what_no_place_reaches_is_seen_all_the_same(job: Job, demo: list[str]) -> None:
    """The last look goes another way than what erases: rows of others may be kept, but are told."""
    put(job, spelled(demo))
    folder = job.bucket("features") / "of_another"
    folder.mkdir(parents=True)
    unit = subject_of(job, "17").pseudonyms[0]
    pq.write_table(pa.table({"customer": ["another"], "referrer": [unit]}), folder / "told.parquet")
    assert "column referrer" in str(erase(job, "17")["not_done"])
    pq.write_table(pa.table({"unit": [unit]}), folder / "missed.parquet")
    with pytest.raises(ProjectError, match=r"left in unit: missed\.parquet"):
        erase(job, "17")
