"""Which registered models have seen a subject: those whose features hold its rows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from landfast_ml.environment import Job
from landfast_ml.models import registry
from landfast_ml.subjects.identity import Subject
from landfast_ml.subjects.places import ParquetFiles


@dataclass(frozen=True, slots=True)
class Seen:
    """A version, its aliases then, and how many rows of the subject it was trained on and measured with."""

    version: str
    aliases: tuple[str, ...]
    feature_version: str
    trained_on: int
    measured_with: int

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def models_that_saw(job: Job, subject: Subject) -> list[Seen]:
    """Newest first. A version whose features have been removed since can't be told, and is listed with -1 rows."""
    counted: dict[str, tuple[int, int]] = {}
    found = []
    for version in registry.connect(job).versions():
        name = version.tags.get("feature_version", "")
        if name not in counted:
            counted[name] = _rows(job, name, subject)
        trained, measured = counted[name]
        if trained or measured:
            found.append(Seen(version.version, version.aliases, name, trained, measured))
    return found


def _rows(job: Job, feature_version: str, subject: Subject) -> tuple[int, int]:
    folder = job.bucket("features") / job.columns.table / feature_version
    if not feature_version or not folder.is_dir():
        return -1, -1
    trained, measured = (
        sum(1 for _row in ParquetFiles(part, folder / part, job.columns.subject).find(subject))
        for part in ("train", "test")
    )
    return trained, measured
