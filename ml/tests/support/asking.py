"""A person of the sample project, as one who asks: what is held of them, and how they are erased."""

from __future__ import annotations

import csv

from landfast_ml.environment import Job
from landfast_ml.steps import features, ingest
from landfast_ml.subjects import erasure
from landfast_ml.subjects.identity import Subject, subject_of
from landfast_ml.subjects.places import places


def identifiers(job: Job) -> list[str]:
    column = job.columns.column(job.columns.subject).raw_name
    with next(job.table.glob("*.csv")).open(encoding="utf-8") as file:
        return [row[column] for row in csv.DictReader(file)]


def ours(job: Job) -> Subject:
    return subject_of(job, sorted(set(identifiers(job)))[0])


def counts(job: Job, subject: Subject) -> dict[str, int]:
    return {place.name: sum(1 for _record in place.find(subject)) for place in places(job)}


def erase(job: Job, subject: Subject) -> dict[str, object]:
    return erasure.erase(job, subject, erasure.Order("Ana", "request"), lambda _place, _count: None)


def make_features(job: Job, run: str) -> None:
    snapshot, made = (job.bucket("pipeline_root") / run / name for name in ("snapshot", "features"))
    for folder in (snapshot, made):
        folder.mkdir(parents=True)
    ingest.run(job, snapshot=snapshot)
    features.run(job, snapshot=snapshot, features=made)
