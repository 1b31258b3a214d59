"""What an erasure in all projects of an environment is certified with, and what still keeps a copy until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import ceil, isinf
from typing import TYPE_CHECKING, Literal, cast

from landfast.check import check
from landfast.cost import TrainingCost, training_cost
from landfast.jobs.described import describing_stacks
from landfast.jobs.subject_record import ProjectPart, SubjectRequest
from landfast.judging import policy_context, subjects_of
from landfast.policies.reckon.erasure import Erasure
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.subject_document import (
        CertifiedPartDocument,
        CopyKeptDocument,
        RetrainingDocument,
        SeenModelDocument,
        SubjectCertificateDocument,
    )

FORMAT: Literal[1] = 1


@dataclass(frozen=True, slots=True)
class CopyKept:
    """What a resource keeps of what was erased from it. `parts`: (what, days); `until` "": it has no end, or that can't
    be told, as `why` says. `single` False: one person's entries can't be deleted alone, and end by themselves."""

    resource: str
    parts: tuple[tuple[str, float], ...]
    until: str
    single: bool
    why: str


@dataclass(frozen=True, slots=True)
class Retraining:
    """What replacing the versions of a project that have seen the person takes. None: not known."""

    versions: tuple[str, ...]
    seconds: float | None
    cost: TrainingCost | None


@dataclass(frozen=True, slots=True)
class SubjectCertificate:
    """Of one erasure. `ended` is ISO 8601, of the last step; `kept` as the stacks say it."""

    workspace: Workspace
    request: SubjectRequest
    ended: str
    kept: Sequence[CopyKept]
    retraining: Mapping[str, Retraining]

    @property
    def left(self) -> Mapping[str, Sequence[str]]:
        return left_of(self.request)

    @property
    def complete(self) -> bool:
        return is_complete(self.request)

    @property
    def gone(self) -> str:
        """The day on which the last copy is gone; "" if none can be named."""
        days = [one.until for one in self.kept if one.single]
        return "" if "" in days else max(days, default=self.ended[:10])

    def to_json(self) -> SubjectCertificateDocument:
        request, workspace = self.request, self.workspace
        return {
            "format": FORMAT,
            "name": workspace.spec.name,
            "environment": workspace.environment_name,
            "project": workspace.names.project_id,
            "target": workspace.target.name,
            "rehearsed": workspace.target.simulated,
            "reference": request.token,
            "complete": self.complete,
            "received": request.received,
            "due": request.due,
            "began": request.began,
            "ended": self.ended,
            "by": request.by,
            "reason": request.reason,
            "looked_into": request.looked_into or None,
            "projects": {folder: self._part(folder, part) for folder, part in request.projects.items()},
            "kept": [_kept_document(one) for one in self.kept],
            "gone": self.gone or None,
        }

    def _part(self, folder: str, part: ProjectPart) -> CertifiedPartDocument:
        needed = self.retraining.get(folder)
        return {
            "state": part.state,
            "why": part.why,
            "erased": dict(part.records),
            "models": [cast("SeenModelDocument", {**asdict(one), "aliases": list(one.aliases)}) for one in part.models],
            "retraining": _retraining_document(needed) if needed else None,
            "left": list(self.left.get(folder, ())),
        }


def _kept_document(one: CopyKept) -> CopyKeptDocument:
    return {
        "resource": one.resource,
        "parts": [{"what": what, "days": None if isinf(days) else days} for what, days in one.parts],
        "until": one.until or None,
        "single": one.single,
        "why": one.why,
    }


def _retraining_document(one: Retraining) -> RetrainingDocument:
    cost = one.cost
    return {
        "versions": list(one.versions),
        "seconds": one.seconds,
        "at_least": round(cost.amount, 4) if cost else None,
        "currency": cost.currency if cost else None,
        "prices_of": cost.prices_of if cost else None,
    }


def certificate(workspace: Workspace, request: SubjectRequest, now: dt.datetime) -> SubjectCertificate:
    """Of a request that has come to an end, or as far as it has."""
    ended = now.isoformat(timespec="seconds")
    with describing_stacks(workspace) as synthesis:
        found = check(subjects_of(synthesis), policy_context(workspace)).inventory.erasure
    return SubjectCertificate(
        workspace,
        request,
        ended,
        tuple(_kept(found, now.date())),
        {folder: _retraining(workspace, part) for folder, part in request.projects.items() if part.models},
    )


def left_of(request: SubjectRequest) -> Mapping[str, Sequence[str]]:
    """What a person has to look into, by project: without files that another project knows as its own table's, and has
    looked through."""
    reached = {part.table for part in request.projects.values() if part.state in ("erased", "told")}
    found = {folder: list(_left(part, reached)) for folder, part in request.projects.items()}
    return {folder: left for folder, left in found.items() if left}


def _left(part: ProjectPart, reached: set[str]) -> Iterator[str]:
    if not part.done:
        yield part.why
    yield from (one for one in part.left if part.unread.get(one, "") not in reached - {""})


def is_complete(request: SubjectRequest) -> bool:
    """Every project was reached, one could tell the person at all, and what none reaches a person has looked into."""
    parts = request.projects.values()
    told = any(part.state in ("erased", "told") for part in parts) and all(part.done for part in parts)
    return told and bool(request.looked_into or not left_of(request))


def _kept(found: Sequence[Erasure], day: dt.date) -> Iterator[CopyKept]:
    for one in found:
        parts = tuple((part.what, part.days) for part in one.parts)
        # Entries of logs go with their log: nobody's are taken out.
        days = one.lag if one.single else one.kept
        if not days:
            continue
        until = "" if isinf(days) else (day + dt.timedelta(days=ceil(days))).isoformat()
        yield CopyKept(one.address, parts, until, one.single, one.unknown)


def _retraining(workspace: Workspace, part: ProjectPart) -> Retraining:
    seconds = part.training.seconds if part.training else None
    cost = None
    if part.training is not None and seconds is not None:
        spec = workspace.spec
        cost = training_cost(seconds, part.training.vcpus, spec.residency.region, spec.costs.exchange)
    return Retraining(tuple(one.version for one in part.models), seconds, cost)
