"""A new key for all pseudonyms: who learned the old one can tell nothing of what is made from now on."""

from __future__ import annotations

from collections.abc import Iterator

from landfast_ml.documents import documents
from landfast_ml.environment import Job
from landfast_ml.errors import ProjectError
from landfast_ml.experiments.state import running
from landfast_ml.privacy.exclusions import exclude, objected
from landfast_ml.privacy.pseudonyms import pseudonym, pseudonym_key, rotate_key
from landfast_ml.table.fields import csv_records


def rotate(job: Job) -> str:
    """Returns the id of the new key. The next pipeline run makes features and a model under it.

    ProjectError while an experiment runs: its subjects would change their arms.
    """
    experiment = running(documents(job, "models"))
    if experiment is not None:
        raise ProjectError(f"experiment {experiment.name} is running: a new key would change who is in which arm")
    old, left_out, case = pseudonym_key(job), objected(job), job.columns.case
    those = {one for one in _identifiers(job) if pseudonym(old, one, case) in left_out} if left_out else set()
    made = rotate_key(job)
    new = pseudonym_key(job)
    for identifier in sorted(those):
        exclude(job, pseudonym(new, identifier, case))
    return made


def _identifiers(job: Job) -> Iterator[str]:
    column = job.columns.column(job.columns.subject).raw_name
    for path in sorted(job.table.glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from {row[column] for row in csv_records(file) if row.get(column)}
