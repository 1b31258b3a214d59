"""Which registered models have seen a subject: those whose features hold its rows."""

from __future__ import annotations

from landfast_ml.contract.subjects import SeenModel
from landfast_ml.environment import Job
from landfast_ml.models import registry
from landfast_ml.subjects.identity import Subject
from landfast_ml.subjects.places import ParquetFiles


def models_that_saw(job: Job, subject: Subject) -> list[SeenModel]:
    """Newest first. A version whose features have been removed since can't be told, and is listed with -1 rows.

    A project that uses another's models has none: that one tells of them.
    """
    if job.settings.model.project:
        return []
    counted: dict[str, tuple[int, int]] = {}
    found = []
    for version in registry.connect(job).versions():
        name = version.tags.get("feature_version", "")
        if name not in counted:
            counted[name] = _rows(job, name, subject)
        trained, measured = counted[name]
        if trained or measured:
            found.append(SeenModel(version.version, version.aliases, name, trained, measured))
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
