"""Everything that is held of a subject, in a form that a machine reads too (GDPR Art. 15 and 20)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from landfast_ml.about import about_for_a_person
from landfast_ml.environment import Job
from landfast_ml.privacy.exclusions import excluded
from landfast_ml.subjects.identity import Subject
from landfast_ml.subjects.models_seen import models_that_saw
from landfast_ml.subjects.places import not_reached, places
from landfast_ml.subjects.tables import unread


def export(job: Job, subject: Subject) -> dict[str, Any]:
    """What Art. 15(1) lists, and the data itself by place. It is the subject's own: for nobody else to read.

    Raises: UsageError if nobody said who answers.
    """
    about = about_for_a_person(job)
    return {
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "subject": subject.identifier,
        "controller": {"organisation": about.organisation, "contact": about.contact},
        "purpose": about.purpose,
        "legal_basis": about.legal_basis,
        "stored_in": job.environment.region,
        "kept_for_days": dict(job.environment.retention),
        "automated_decisions": "a model predicts "
        f"{job.columns.target} from the declared columns; the model cards say how well",
        "excluded_from_experiments": bool(excluded(job).intersection(subject.pseudonyms)),
        "models": [seen.to_json() for seen in models_that_saw(job, subject)],
        "data": {place.name: list(place.find(subject)) for place in places(job)},
        "not_looked_into": [*map(str, unread(job)), *not_reached(job)],
    }
