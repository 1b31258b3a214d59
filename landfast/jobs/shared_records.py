"""What is recorded of an environment beside its states, brought from there: drills, certificates, requests."""

from __future__ import annotations

from landfast.jobs.certificate_files import removals
from landfast.jobs.drill_record import drill_folder
from landfast.jobs.subject_record import take_requests
from landfast.jobs.subject_sheet import erasures
from landfast.targets.workspace import Workspace
from landfast.terraform.access import Records


def take_shared(workspace: Workspace, records: Records | None) -> None:
    """Brings what other machines have recorded. `records` None: a rehearsal's are here alone. Raises: UserError."""
    for folder in (drill_folder(workspace), removals(workspace), erasures(workspace)):
        folder.take(records)
    take_requests(workspace, records)
