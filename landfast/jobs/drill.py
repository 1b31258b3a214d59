"""Restores an environment's stores from their backups, under names of their own, and records what came back."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from landfast.check import evaluated
from landfast.core.errors import UserError
from landfast.core.files import ignored_by_git
from landfast.core.lock import run_lock
from landfast.core.progress import Event, Reporter, silent
from landfast.google.drill import BackedUp, Kind, Restored
from landfast.jobs.drill_record import DrilledStore, DrillRecord, drill_folder, keep
from landfast.jobs.moving import refuse_other_states
from landfast.jobs.provision import driving, synthesized
from landfast.jobs.request import EnvironmentRequest, asked_by, begun
from landfast.judging import subjects_of
from landfast.policies.drills import DRILLED
from landfast.policies.model import Resource
from landfast.synth import Synthesis
from landfast.targets import Session
from landfast.targets.workspace import Workspace
from landfast.terraform import Standing

if TYPE_CHECKING:
    from landfast.jobs.drill_document import DrillDocument, DrillRecordDocument

KINDS: Mapping[str, Kind] = {
    "google_storage_bucket": "bucket",
    "google_bigquery_dataset": "dataset",
    "google_sql_database_instance": "database",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillRequest(EnvironmentRequest):
    """The environment whose backups are tried."""


@dataclass(frozen=True, slots=True)
class DrillResult:
    """The drill, and the file that keeps its record."""

    workspace: Workspace
    record: DrillRecord
    file: Path

    command: ClassVar[str] = "drill"

    @property
    def exit_code(self) -> int:
        return 0 if self.record.whole else 1

    def to_json(self) -> DrillDocument:
        return {"file": str(self.file), "record": cast("DrillRecordDocument", self.record.to_json())}


def drill(request: DrillRequest, report: Reporter = silent) -> DrillResult:
    """Restores, compares and removes, store by store, and keeps the record. Raises: UserError."""
    workspace = request.workspace()
    report(begun("drill", workspace))
    ignored_by_git(workspace.own_folder)
    began = _now()
    with run_lock(workspace.synthesis_folder):
        synthesis = synthesized(workspace, report)
        refuse_other_states(workspace, synthesis)
        with driving(workspace, synthesis, report) as (driver, session):
            stores = list(_standing(synthesis, driver.standing(), workspace.names.project_id))
            if not stores:
                raise UserError(f"{workspace.environment_name}: nothing stands that has a backup: `landfast up` first")
            drilled = list(_drilled(session, stores, report))
            record = DrillRecord(
                workspace.environment_name,
                workspace.names.project_id,
                workspace.target.name,
                began,
                _now(),
                asked_by(workspace),
                drilled,
            )
            file = keep(workspace, record)
            drill_folder(workspace).share(session.access.records, file)
    return DrillResult(workspace, record, file)


def _standing(
    synthesis: Synthesis, standing: Mapping[str, Standing], project: str
) -> Iterator[tuple[BackedUp, Resource]]:
    """Stores that the states hold, as the stacks call them."""
    there = {(stack, address) for stack, found in standing.items() for address in found.addresses}
    for one in evaluated(subjects_of(synthesis)):
        if one.type in DRILLED and (one.document, one.address) in there:
            yield BackedUp(KINDS[one.type], str(one.values[DRILLED[one.type]]), project), one


def _drilled(session: Session, stores: Sequence[tuple[BackedUp, Resource]], report: Reporter) -> Iterator[DrilledStore]:
    for place, (of, resource) in enumerate(stores):
        report(
            Event("drill", "start", subject=of.name, detail=f"restoring the {of.kind}", done=place, total=len(stores))
        )
        started = time.monotonic()
        found = _restored(session, of)
        done = DrilledStore(of, resource.address, found)
        seconds = time.monotonic() - started
        said = f"{found.backup}: {found.compared}" if done.passed else found.why or "something of the drill is left"
        report(Event("drill", "done" if done.passed else "failed", subject=of.name, detail=said, seconds=seconds))
        yield done


def _restored(session: Session, of: BackedUp) -> Restored:
    if session.drill is None:
        return Restored(why="this target restores nothing")
    return session.drill(of)


def _now() -> str:
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
