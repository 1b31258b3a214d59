"""What evidence takes from elsewhere: bills of materials, certificates of removals, requests of subjects, drills."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from landfast.core.errors import InputError, Problem
from landfast.evidence.facts import DrillFact, RemovalFact, RequestCounts, RestoredFact
from landfast.evidence.gathering import Operated
from landfast.jobs.certificate_files import removals
from landfast.jobs.drill_record import day_of, drill_files, read_record
from landfast.jobs.evidence_materials import materials
from landfast.jobs.subject_record import requests
from landfast.targets.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OperatedFiles:
    """The facts, and the files that stand in the bundle beside them."""

    facts: Operated
    files: Mapping[str, bytes]


def operated(workspace: Workspace, day: dt.date) -> OperatedFiles:
    """As of that day. Raises: InputError for a record that can't be read."""
    certificates = dict(_certificates(workspace))
    removals = tuple(_removal(name, content) for name, content in certificates.items())
    bills = list(materials(workspace, day))
    drilled = dict(_drills(workspace, day))
    found = Operated(
        components=tuple(said for said, _content in bills),
        removals=removals,
        requests=_counts(workspace, day),
        drill=_last_drill(workspace, drilled, day),
    )
    return OperatedFiles(found, {**certificates, **drilled, **{said.file: content for said, content in bills}})


def _drills(workspace: Workspace, day: dt.date) -> Iterator[tuple[str, bytes]]:
    """Records of drills up to a day, as they were written."""
    for path in drill_files(workspace):
        if day_of(read_record(path)) <= day:
            yield f"drills/{path.name}", path.read_bytes()


def _last_drill(workspace: Workspace, records: Mapping[str, bytes], day: dt.date) -> DrillFact | None:
    if not records:
        return None
    name = max(records)
    said = json.loads(records[name])
    restored = tuple(
        RestoredFact(
            one["name"], one["backup"], one["rpo_seconds"], one["rto_seconds"], one["compared"],
            one["whole"] and one["removed"], one["why"],
        )
        for one in said["stores"]
    )  # fmt: skip
    days, within = (day - day_of(said)).days, workspace.spec.policies.drill_days
    return DrillFact(name, said["ended"], days, within, said["whole"], restored)


def _certificates(workspace: Workspace) -> Iterator[tuple[str, bytes]]:
    """Of removals of this environment, as they were written."""
    for path in removals(workspace).paths():
        yield f"certificates/{path.name}", path.read_bytes()


def _removal(name: str, content: bytes) -> RemovalFact:
    try:
        said = json.loads(content)
        return RemovalFact(name, str(said["project"]), str(said["ended"]), bool(said["complete"]))
    except (ValueError, KeyError, TypeError):
        step = "restore it, or move it away"
        raise InputError([Problem(name, "is no certificate that can be read", next_step=step)]) from None


def _counts(workspace: Workspace, day: dt.date) -> RequestCounts:
    found = requests(workspace)
    return RequestCounts(
        open=sum(not one.ended for one in found),
        overdue=sum(one.overdue(day) for one in found),
        answered=sum(bool(one.ended) for one in found),
    )
