"""Erases a subject everywhere (GDPR Art. 17), and records that it was done: who asked is in no record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from landfast_ml.documents import Document, documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.privacy.exclusions import erase_forever
from landfast_ml.subjects.identity import Subject
from landfast_ml.subjects.mentions import in_predictions, in_rows_of_others
from landfast_ml.subjects.models_seen import models_that_saw
from landfast_ml.subjects.places import not_reached, places
from landfast_ml.subjects.remaining import mentioned, prediction_ids, remaining
from landfast_ml.subjects.tables import unread

ERASURES = "subjects/erasures"
Report = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Order:
    """Who has a subject erased, and why. `request` tells one request of several projects from another, and is empty
    where the project is asked by itself."""

    by: str
    reason: str
    request: str = ""


def preview(job: Job, subject: Subject) -> dict[str, int]:
    """Records that an erasure would remove, by place."""
    return {place.name: sum(1 for _record in place.find(subject)) for place in places(job)}


def erase(job: Job, subject: Subject, order: Order, report: Report) -> Document:
    """Do it, place by place, and return the certificate. Interrupted, the same call goes on; so it does when it is
    asked once more for the same request. Done before, it says so.

    Raises: ProjectError if something is left after all: then run it again.
    """
    kept = documents(job, "models")
    # Projects of one environment have one bucket and one key: each has certificates of its own.
    name = f"{ERASURES}/{job.project.name}/{job.columns.table}/{subject.request}.json"
    certificate = kept.read(name)
    if certificate is None or (certificate["finished"] and not _same(certificate, order)):
        seen = [one.to_json() for one in models_that_saw(job, subject)]
        erased = {place.name: 0 for place in places(job)}
        before = certificate["times"] if certificate else 0
        certificate = _begin(job, subject, order, seen, erased, before)
        kept.replace(name, certificate)
    # First of all: from here on no run takes the subject in again.
    erase_forever(job, subject.pseudonyms)
    ids = prediction_ids(job, subject)
    for place in places(job):
        count = place.erase(subject)
        certificate["erased"][place.name] = certificate["erased"].get(place.name, 0) + count
        kept.replace(name, certificate)
        report(place.name, count)
    _assert_gone(job, subject, ids)
    mentions = in_rows_of_others(job, subject)
    files = [*unread(job), *mentions.beside]
    certificate["unread"] = [asdict(one) for one in files]
    named = (*mentioned(job, subject), *map(str, mentions.own), *in_predictions(job, subject))
    certificate["not_done"] = [*map(str, files), *not_reached(job), *named]
    certificate["finished"] = _now()
    certificate["gone_for_good"] = gone_for_good(job)
    kept.replace(name, certificate)
    return certificate


def _same(certificate: Document, order: Order) -> bool:
    return bool(order.request) and certificate.get("request") == order.request


def _begin(job: Job, subject: Subject, order: Order, seen: list[Any], erased: dict[str, int], before: int) -> Document:
    return {
        "reference": subject.request,
        "environment": job.environment.environment,
        "started": _now(),
        "finished": None,
        "times": before + 1,
        "by": order.by,
        "reason": order.reason,
        "request": order.request,
        "models_that_saw_the_subject": seen,
        "erased": erased,
        "unread": [],
        "not_done": [],
        "gone_for_good": None,
    }


def _assert_gone(job: Job, subject: Subject, ids: frozenset[str]) -> None:
    left = [place.name for place in places(job) if next(place.find(subject), None) is not None]
    left += remaining(job, subject, ids)
    if left:
        name = job.environment.environment
        raise ProjectError(f"something of the subject is left in {name}: {', '.join(left)}; run the erasure again")


def gone_for_good(job: Job) -> str | None:
    """The last day on which Google could still restore it: soft delete, time travel and fail-safe together. None where
    the environment's facts don't say how long that is."""
    days = job.environment.retention.get("erasure_lag_days") if job.target == "cloud" else 0
    if days is None:
        return None
    last: date = datetime.now(UTC).date() + timedelta(days=days)
    return last.isoformat()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
