"""Tells the requests of data subjects of an environment, and which of them are due (GDPR Art. 12(3))."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from landfast.jobs.request import EnvironmentRequest
from landfast.jobs.subject_certificate import left_of
from landfast.jobs.subject_record import SubjectRequest, requests, take_requests
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.subject_document import SubjectRequestDocument, SubjectRequestsDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectRequestsRequest(EnvironmentRequest):
    """`today`: the day that deadlines are held against, else that of the clock (UTC)."""

    today: dt.date | None = None


@dataclass(frozen=True, slots=True)
class SubjectRequestsResult:
    """All that are known: on Google those of every machine. The oldest first."""

    workspace: Workspace
    requests: Sequence[SubjectRequest]
    today: dt.date

    command: ClassVar[str] = "subject requests"

    @property
    def exit_code(self) -> int:
        """1 if one is overdue."""
        return int(any(one.overdue(self.today) for one in self.requests))

    def to_json(self) -> SubjectRequestsDocument:
        return {"requests": [self._document(one) for one in self.requests]}

    def _document(self, one: SubjectRequest) -> SubjectRequestDocument:
        return {
            "reference": one.token,
            "kind": one.kind,
            "received": one.received,
            "due": one.due,
            "ended": one.ended or None,
            "days_left": None if one.ended else one.days_left(self.today),
            "not_done": [f"{folder}: {left}" for folder, found in left_of(one).items() for left in found],
        }


def subject_requests(request: SubjectRequestsRequest) -> SubjectRequestsResult:
    """Raises: InputError for a record that can't be read; UserError if those beside the states can't be asked for."""
    workspace = request.workspace()
    take_requests(workspace, workspace.target.records(workspace.spec))
    found = sorted(requests(workspace), key=lambda one: (one.received, one.began))
    return SubjectRequestsResult(workspace, found, request.today or dt.datetime.now(dt.UTC).date())
