"""What a project holds of a subject, told before anything is done about it."""

from __future__ import annotations

from landfast_ml.contract.subjects import SubjectLook, Training
from landfast_ml.environment import Job
from landfast_ml.subjects.erasure import preview
from landfast_ml.subjects.identity import UntoldError, subject_of
from landfast_ml.subjects.mentions import in_predictions, in_rows_of_nobody, in_rows_of_others
from landfast_ml.subjects.models_seen import models_that_saw
from landfast_ml.subjects.places import not_reached
from landfast_ml.subjects.tables import unread


def look_for(job: Job, identifier: str, seconds: float | None) -> SubjectLook:
    """`seconds`: of the last run that made a model. Raises: UntoldError, UsageError on an empty identifier."""
    subject = subject_of(job, identifier)
    mentions = in_rows_of_others(job, subject)
    return SubjectLook(
        project=job.project.name,
        table=job.columns.table,
        told="yes",
        held=preview(job, subject),
        models=tuple(models_that_saw(job, subject)),
        unread=(*unread(job), *mentions.beside),
        not_reached=(*not_reached(job), *map(str, mentions.own), *in_predictions(job, subject)),
        training=_training(job, seconds),
    )


def untold(job: Job, identifier: str, why: UntoldError, seconds: float | None) -> SubjectLook:
    """Of a project whose rows name nobody: a column that it left behind may do so all the same."""
    mentions = in_rows_of_nobody(job, identifier)
    return SubjectLook(
        project=job.project.name,
        table=job.columns.table,
        told=why.told,
        why=str(why),
        held={},
        models=(),
        unread=mentions.beside,
        not_reached=tuple(map(str, mentions.own)),
        training=_training(job, seconds),
    )


def _training(job: Job, seconds: float | None) -> Training:
    return Training(seconds, max(step.cpus for step in job.project.pipeline.steps))
