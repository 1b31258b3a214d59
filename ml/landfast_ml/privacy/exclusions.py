"""Subjects who are left out: of experiments if they objected, of everything if they were erased. By pseudonym."""

from __future__ import annotations

from collections.abc import Iterable

from landfast_ml.documents import documents
from landfast_ml.environment import Job

NAME = "subjects/excluded.json"
OBJECTED, ERASED = "pseudonyms", "erased"


def excluded(job: Job) -> frozenset[str]:
    """Pseudonyms that are never assigned to an arm and never analysed."""
    return objected(job) | erased(job)


def objected(job: Job) -> frozenset[str]:
    """Pseudonyms of subjects who are in no experiment, but in the data."""
    return _listed(job, OBJECTED)


def erased(job: Job) -> frozenset[str]:
    """Pseudonyms, under every key there has been, of subjects who must not come in again."""
    return _listed(job, ERASED)


def exclude(job: Job, pseudonym: str) -> None:
    """From the next request on; experiments leave out what was recorded before, too."""
    _add(job, OBJECTED, pseudonym)


def erase_forever(job: Job, pseudonyms: Iterable[str]) -> None:
    """No run takes the subject who has these in again, however often the raw table is delivered."""
    _add(job, ERASED, *pseudonyms)


def _listed(job: Job, kind: str) -> frozenset[str]:
    document = documents(job, "models").read(NAME) or {}
    return frozenset(document.get(kind, ()))


def _add(job: Job, kind: str, *pseudonyms: str) -> None:
    kept = documents(job, "models")
    document = kept.read(NAME) or {}
    kept.replace(NAME, {**document, kind: sorted({*document.get(kind, ()), *pseudonyms})})
