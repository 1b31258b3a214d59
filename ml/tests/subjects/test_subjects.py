"""What a person may ask for: a copy of everything, erasure everywhere, to be left out."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml
from asking import counts, erase, identifiers, make_features, ours
from sample_project import command, copy_project, load, put

from landfast_ml.contract.subjects import SubjectLook
from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError, UsageError
from landfast_ml.models.model_card import about_lines
from landfast_ml.predictions.log import now, record_log
from landfast_ml.predictions.tables import remember
from landfast_ml.privacy.exclusions import exclude, excluded
from landfast_ml.privacy.pseudonyms import key_id, pseudonym_key, pseudonym_keys
from landfast_ml.subjects import erasure
from landfast_ml.subjects.certificate import letter
from landfast_ml.subjects.export import export
from landfast_ml.subjects.identity import UntoldError, subject_of
from landfast_ml.subjects.look import look_for, untold
from landfast_ml.subjects.rotation import rotate
from landfast_ml.versions import data_snapshot


@pytest.fixture(scope="module")
def stores(demo: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Snapshot and features are made, and predictions and outcomes of two subjects recorded; once for all tests."""
    job = load(copy_project(tmp_path_factory.mktemp("stores")))
    put(job, demo)
    make_features(job, "one")
    ours, other = (subject_of(job, name) for name in sorted(set(identifiers(job)))[:2])
    for number, subject in enumerate((ours, other, ours)):
        unit = subject.pseudonyms[0]
        record_log(job, "predictions").append([{"id": f"p{number}", "time": now(), "unit": unit, "version": "1"}])
        record_log(job, "outcomes").append([{"id": f"p{number}", "time": now(), "outcome": 1}])
    return job.local_store


@pytest.fixture
def job_with_data(job: Job, stores: Path) -> Job:
    shutil.copytree(stores, job.local_store)
    return job


def test_a_copy_holds_every_place_and_every_column(job_with_data: Job) -> None:
    job = job_with_data
    subject = ours(job)
    rows = identifiers(job).count(subject.identifier)
    copy = export(job, subject)
    assert {place: len(found) for place, found in copy["data"].items()} == counts(job, subject)
    assert len(copy["data"]["raw table"]) == rows
    # What never leaves the raw bucket is the subject's all the same.
    assert set(copy["data"]["raw table"][0]) > {column.raw_name for column in job.columns.all}
    assert len(copy["data"]["features"]) + len(copy["data"]["rejected rows"]) == rows
    assert [len(copy["data"][name]) for name in ("predictions", "outcomes")] == [2, 2]
    json.dumps(copy)


def test_erased_everywhere_and_nobody_else(job_with_data: Job) -> None:
    job = job_with_data
    subject, other = ours(job), subject_of(job, sorted(set(identifiers(job)))[1])
    before, others = counts(job, subject), counts(job, other)
    assert all(before[name] for name in ("raw table", "features", "predictions", "outcomes"))
    certificate = erase(job, subject)
    assert certificate["erased"] == before
    assert set(counts(job, subject).values()) == {0}
    assert counts(job, other) == others
    assert certificate["finished"]


def test_who_is_named_in_rows_of_others_is_not_said_to_be_gone(job_with_data: Job) -> None:
    """By whom one was brought, in a table of others and in one without subjects: no row there is of the person."""
    job = job_with_data
    subject = ours(job)
    header = job.columns.column(job.columns.subject).raw_name
    table = job.bucket("raw") / "shops" / "shops.csv"
    table.parent.mkdir()
    table.write_text(f"{header},Werber\nX1, {subject.identifier} \nX2,{subject.identifier}\nX3,somebody\n")
    said = "holds the identifier in Werber (2 rows), which may name the person: look into it by hand"
    assert f"raw bucket, shops/shops.csv: {said}" in map(str, look_for(job, subject.identifier, None).unread)
    own = job.table / "brought.csv"
    # A quantity that is as large as somebody's number names nobody.
    measured = next(column.raw_name for column in job.columns.all if column.type == "number")
    own.write_text("".join(f"{line},{measured if at == 0 else subject.identifier}\n"
                           for at, line in enumerate(table.read_text().splitlines())))  # fmt: skip
    assert f"raw bucket, {job.table.name}/brought.csv: {said}" in look_for(job, subject.identifier, None).not_reached
    # Predictions that were written to where somebody wished, with who brought the one that they are about.
    scores = {name: job.root / name for name in ("ours.csv", "others.csv", "gone.csv")}
    for name, path in scores.items():
        path.write_text(f"Werber,prediction\n{subject.identifier if name == 'ours.csv' else 'X9'},true\n")
        remember(job, path)
    scores["gone.csv"].unlink()
    certificate = erase(job, subject)
    assert sum(one.endswith(said) for one in certificate["not_done"]) == 2
    written = [one for one in certificate["not_done"] if "`models score` wrote it" in one]
    assert [one.partition(": ")[0] for one in written] == [str(scores["ours.csv"].resolve())]
    assert [one["table"] for one in certificate["unread"] if one["why"] in said] == ["shops"]
    column = job.columns.column(job.columns.subject)
    kept = replace(column, protection="keep")
    shops = replace(job, columns=replace(job.columns, all=tuple(kept if c is column else c for c in job.columns.all)))
    with pytest.raises(UntoldError) as error:
        subject_of(shops, subject.identifier)
    found = untold(shops, subject.identifier, error.value, None)
    assert [len(found.unread), len(found.not_reached)] == [1, 1]


@pytest.mark.parametrize("declared", [False, True])
def test_predictions_that_were_written_for_somebody_are_a_place(job_with_data: Job, *, declared: bool) -> None:
    """`models score --keep` takes the raw table's header, or the declared name."""
    job = job_with_data
    subject = ours(job)
    column = job.columns.column(job.columns.subject)
    scores = job.root / "scores.csv"
    header = column.name if declared else column.raw_name
    scores.write_text(f"{header},prediction\n{subject.identifier},true\nX9,false\n")
    remember(job, scores)
    found = look_for(job, subject.identifier, None)
    assert (found.held["tables of predictions"], found.not_reached) == (1, ())
    copy = export(job, subject)["data"]["tables of predictions"]
    assert copy == [{"file": "scores.csv", header: subject.identifier, "prediction": "true"}]
    certificate = erase(job, subject)
    assert certificate["erased"]["tables of predictions"] == 1
    assert certificate["not_done"] == []
    assert scores.read_text() == f"{header},prediction\nX9,false\n"


def test_the_certificate_and_the_record_name_nobody(job_with_data: Job) -> None:
    job = job_with_data
    subject = ours(job)
    text = letter(job, erase(job, subject))
    assert "| raw table |" in text
    assert "has erased the personal data of the person who asked (GDPR Art. 17)" in text
    kept = "".join(path.read_text(encoding="utf-8") for path in job.bucket("models").rglob("erasures/*.json"))
    for secret in (subject.identifier, *subject.pseudonyms):
        assert secret not in text + kept


def test_an_interrupted_erasure_goes_on_and_counts_all(job_with_data: Job) -> None:
    job = job_with_data
    subject = ours(job)
    before = counts(job, subject)

    def cut(place: str, _count: int) -> None:
        if place == "features":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        erasure.erase(job, subject, erasure.Order("Ana", "request"), cut)
    (name,) = documents(job, "models").names(erasure.ERASURES)
    unfinished = documents(job, "models").read(name)
    assert unfinished is not None
    assert unfinished["finished"] is None
    certificate = erase(job, subject)
    assert certificate["erased"] == before
    assert certificate["times"] == 1


def test_who_was_erased_does_not_come_back_with_the_next_delivery(job_with_data: Job, demo: list[str]) -> None:
    job = job_with_data
    subject = ours(job)
    snapshot = data_snapshot(job)
    erase(job, subject)
    rotate(job)
    put(job, demo)
    assert data_snapshot(job) != snapshot
    make_features(job, "two")
    again = subject_of(job, subject.identifier)
    rows = identifiers(job).count(subject.identifier)
    assert counts(job, again) == {**dict.fromkeys(counts(job, again), 0), "raw table": rows}


def test_a_new_key_finds_what_the_old_one_recorded_and_who_objected(job_with_data: Job) -> None:
    job = job_with_data
    subject = ours(job)
    before, old = counts(job, subject), pseudonym_key(job)
    exclude(job, subject.pseudonyms[0])
    assert rotate(job) == key_id(pseudonym_key(job)) != key_id(old)
    assert pseudonym_keys(job)[1:] == [old]
    after = subject_of(job, subject.identifier)
    assert after.pseudonyms[1:] == subject.pseudonyms
    assert counts(job, after) == before
    assert set(after.pseudonyms) <= excluded(job)
    assert after.request == subject.request


def test_nobody_is_found_and_nothing_happens(job_with_data: Job) -> None:
    job = job_with_data
    files = {path: path.read_bytes() for path in job.table.glob("*.csv")}
    certificate = erase(job, subject_of(job, "nobody at all"))
    assert set(certificate["erased"].values()) == {0}  # type: ignore[attr-defined]
    # Who mistyped an identifier has erased nobody.
    assert "has found no record of the person who asked under the identifier" in letter(job, certificate)
    assert {path: path.read_bytes() for path in job.table.glob("*.csv")} == files
    with pytest.raises(UsageError, match="identifier is empty"):
        subject_of(job, " ")


def test_a_key_is_not_changed_under_an_experiment(job_with_data: Job) -> None:
    job = job_with_data
    event = {
        "number": 1,
        "time": now(),
        "event": "start",
        "versions": {},
        "salt": "s",
        "share": 1,
        "plan": {"units_an_arm": 1},
        "definition": yaml.safe_load((job.root / "experiments" / "challenger.yaml").read_text(encoding="utf-8")),
    }
    documents(job, "models").add("experiments/blue/000001.json", event)
    with pytest.raises(ProjectError, match="blue is running"):
        rotate(job)
    assert len(pseudonym_keys(job)) == 1


@pytest.mark.parametrize("unsaid", ["", "not stated"])
def test_no_letter_is_written_that_does_not_say_who_answers(job_with_data: Job, tmp_path: Path, unsaid: str) -> None:
    who, file = identifiers(job_with_data)[0], job_with_data.root / "about.toml"
    file.write_text(file.read_text().replace("Sample AG", unsaid).replace("dpo@sample.example", unsaid))
    for words in (("erase", who, "--by", "Ana"), ("export", who)):
        done = command(job_with_data.root, "subjects", *words, "--out", str(tmp_path / "letter"))
        assert done.returncode == 2
        assert "about.toml: organisation, contact: not filled in, and a person who asks has to be told" in done.stderr
    assert not (tmp_path / "letter").exists()
    assert who in identifiers(job_with_data)
    file.write_text(file.read_text().replace("special_categories = false", 'special_categories = ""'))
    lines = about_lines(job_with_data)
    assert "- Open, to be filled in in `about.toml`: organisation, contact, special_categories" in lines
    assert not any("special categories" in line.lower() and line.endswith(": no") for line in lines)


def test_nobody_is_erased_whose_certificate_has_no_place(job_with_data: Job, tmp_path: Path) -> None:
    who, taken = identifiers(job_with_data)[0], tmp_path / "certificate.md"
    taken.write_text("of somebody else")
    for words in (("erase", who, "--by", "Ana"), ("export", who)):
        done = command(job_with_data.root, "subjects", *words, "--out", str(taken))
        assert done.returncode == 2
        assert f"{taken}: is there already, and is never overwritten: name another file with --out" in done.stderr
    assert taken.read_text() == "of somebody else"
    assert who in identifiers(job_with_data)


def test_asked_once_more_for_the_same_request_it_keeps_its_counts(job_with_data: Job) -> None:
    """Who asked may have been cut off after it was done, and before that was written down."""
    job, order = job_with_data, erasure.Order("Ana", "request", "r-1")
    subject = ours(job)
    before = counts(job, subject)
    for _time in range(2):
        certificate = erasure.erase(job, subject, order, lambda _place, _count: None)
        assert (certificate["erased"], certificate["times"]) == (before, 1)
    other = erasure.erase(job, subject, erasure.Order("Ana", "request", "r-2"), lambda _place, _count: None)
    assert (set(other["erased"].values()), other["times"]) == ({0}, 2)


def test_projects_of_one_environment_have_certificates_of_their_own(job_with_data: Job) -> None:
    job = job_with_data
    beside = replace(job, project=replace(job.project, name="beside"))
    erase(job, ours(job))
    erase(beside, ours(beside))
    kept = documents(job, "models")
    assert [kept.read(name)["times"] for name in kept.names(erasure.ERASURES)] == [1, 1]  # type: ignore[index]


def test_a_look_says_all_that_an_erasure_would_meet(job_with_data: Job) -> None:
    job = job_with_data
    found = look_for(job, ours(job).identifier, 12.5)
    assert SubjectLook.from_json(json.loads(json.dumps(found.to_json()))) == found
    assert (found.told, found.held, found.training.seconds) == ("yes", counts(job, ours(job)), 12.5)
    done = command(job.root, "subjects", "erase", ours(job).identifier, "--dry-run", "--output", "json")
    assert json.loads(done.stdout)["held"] == found.held


def test_a_copy_says_days_and_times_as_text(job_with_data: Job) -> None:
    job = job_with_data
    pseudonym = ours(job).pseudonyms[0]
    table = pa.table(
        {job.columns.subject: [pseudonym], "on": [date(2026, 3, 1)], "at": [datetime(2026, 3, 1, tzinfo=UTC)]}
    )
    pq.write_table(table, job.bucket("pipeline_root") / "dated.parquet")
    done = command(job.root, "subjects", "export", ours(job).identifier)
    assert done.returncode == 0, done.stderr
    (found,) = (
        row for row in json.loads(done.stdout)["data"]["outputs of pipeline runs"] if row["file"] == "dated.parquet"
    )
    assert (found["on"], found["at"]) == ("2026-03-01", "2026-03-01T00:00:00+00:00")
