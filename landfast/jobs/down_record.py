"""What a run that removes an environment writes down before it acts, so that the next goes on, and a certificate can
say what there was."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from landfast.core.files import remove_durably, to_json, write_durably
from landfast.google.ending import ScheduledVersion
from landfast.jobs.request import asked_by
from landfast.targets.workspace import Workspace
from landfast.terraform import OwnProject, StateEntry, name_of

FORMAT = 1
FILE = "down.json"
RING, KEY = "google_kms_key_ring", "google_kms_crypto_key"
# The whole project at once, because landfast made it; or what landfast made in a project of others.
How = Literal["project", "resources"]


@dataclass(frozen=True, slots=True)
class RemovedResource:
    """One that stood in the states before. `days`: how long what it held can be had back, if it says so itself."""

    stack: str
    address: str
    type: str
    name: str
    with_project: bool
    days: float | None = None


@dataclass(frozen=True, slots=True)
class StateMarkBefore:
    """A state as it was when the removal began: SHA-256 of it, its serial, and how many resources it named."""

    digest: str
    serial: int
    resources: int


@dataclass(frozen=True, slots=True)
class DownRecord:
    """One removal. `project` is its id, `number` empty where that is not landfast's to remove; `rings` are paths of key
    rings that landfast made, `versions` those of their keys that are scheduled for destruction."""

    how: How
    project: str
    number: str
    began: str
    asked_by: str
    states: Mapping[str, StateMarkBefore]
    removed: Sequence[RemovedResource]
    rings: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    lifted: tuple[str, ...] = ()
    versions: tuple[ScheduledVersion, ...] = ()
    path: Path = field(default=Path(), compare=False)

    def kept(self, **changed: Any) -> DownRecord:
        """The same with these changes, on the disk before anything else happens."""
        new = replace(self, **changed)
        content = {name: value for name, value in asdict(new).items() if name != "path"}
        write_durably(self.path, to_json({"format": FORMAT, **content}), 0o600)
        return new

    @property
    def keys(self) -> list[str]:
        """Paths of the keys that may decrypt nothing since: the record of their versions comes after these."""
        names = [one.name for one in self.removed if one.type == KEY]
        return [f"{ring}/cryptoKeys/{name}" for ring in self.rings for name in names]

    def forget(self) -> None:
        remove_durably(self.path)


def record_of_now(
    workspace: Workspace,
    own: OwnProject | None,
    states: Mapping[str, Mapping[str, Any]],
    entries: Sequence[StateEntry],
    going: Sequence[StateEntry],
) -> DownRecord:
    """Of what stands in the states before the first step."""
    with_project = {(entry.stack, entry.address) for entry in going}
    return DownRecord(
        how="project" if own else "resources",
        project=own.id if own else workspace.names.project_id,
        number=own.number if own else "",
        began=datetime.now(UTC).isoformat(timespec="seconds"),
        asked_by=asked_by(workspace),
        states={name: _mark(state, name, entries) for name, state in states.items() if state},
        removed=[_removed(entry, (entry.stack, entry.address) in with_project) for entry in entries],
        rings=tuple(str(entry.values.get("id")) for entry in entries if entry.type == RING),
        path=workspace.synthesis_folder / FILE,
    )


def record_before(workspace: Workspace) -> DownRecord | None:
    """Of a run that was interrupted; None if there was none, or another version wrote it: then it begins anew."""
    path = workspace.synthesis_folder / FILE
    try:
        said = json.loads(path.read_bytes())
        if said.pop("format") != FORMAT:
            return None
        said["states"] = {name: StateMarkBefore(**mark) for name, mark in said["states"].items()}
        said["removed"] = [RemovedResource(**one) for one in said["removed"]]
        said["versions"] = tuple(ScheduledVersion(**one) for one in said["versions"])
        lists = {name: tuple(said[name]) for name in ("rings", "done", "lifted")}
        return DownRecord(**{**said, **lists}, path=path)
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _mark(state: Mapping[str, Any], stack: str, entries: Sequence[StateEntry]) -> StateMarkBefore:
    digest = hashlib.sha256(to_json(state)).hexdigest()
    return StateMarkBefore(f"sha256:{digest}", int(state.get("serial", 0)), sum(one.stack == stack for one in entries))


def _removed(entry: StateEntry, with_project: bool) -> RemovedResource:
    name = name_of(entry.type, entry.values) or entry.address.rpartition(".")[2]
    return RemovedResource(entry.stack, entry.address, entry.type, name, with_project, _days(entry))


def _days(entry: StateEntry) -> float | None:
    """What the resource itself says of how long what it held is kept."""
    policies = entry.values.get("soft_delete_policy") or []
    seconds = policies[0].get("retention_duration_seconds") if policies and isinstance(policies, list) else None
    if entry.type == KEY:
        seconds = str(entry.values.get("destroy_scheduled_duration") or "").removesuffix("s") or None
    return float(seconds) / 86400 if seconds is not None else None
