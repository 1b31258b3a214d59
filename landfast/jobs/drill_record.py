"""Records of restore drills, beside the states: what was restored from which backup, how fast, how whole."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from landfast.core.errors import InputError, Problem
from landfast.core.files import shown, to_json, write
from landfast.google.drill import BackedUp, Restored
from landfast.jobs.record_folder import RecordFolder
from landfast.policies.drills import Drills
from landfast.synth.model import STATE
from landfast.targets.workspace import Workspace

FOLDER, FORMAT, WHAT = "drills", 1, "landfast restore drill"
STORE_FIELDS = (
    "kind",
    "name",
    "address",
    "backup",
    "rpo_seconds",
    "rto_seconds",
    "compared",
    "whole",
    "removed",
    "why",
)


@dataclass(frozen=True, slots=True)
class DrilledStore:
    """A store that was to be restored, and what came of it. `address` as the states have it."""

    of: BackedUp
    address: str
    restored: Restored

    @property
    def passed(self) -> bool:
        return self.restored.whole and self.restored.removed


@dataclass(frozen=True, slots=True)
class DrillRecord:
    """One drill. `began`, `ended` are RFC 3339, `by`: whose account on which machine."""

    environment: str
    project: str
    target: str
    began: str
    ended: str
    by: str
    stores: Sequence[DrilledStore]

    @property
    def whole(self) -> bool:
        """All came back as it was, and nothing of the drill is left."""
        return bool(self.stores) and all(one.passed for one in self.stores)

    @property
    def rpo(self) -> float | None:
        """The longest, in seconds; None if no store's is known."""
        known = [one.restored.rpo_seconds for one in self.stores]
        return max((seconds for seconds in known if seconds is not None), default=None)

    @property
    def rto(self) -> float | None:
        """The longest, in seconds; None if nothing was restored."""
        known = [one.restored.rto_seconds for one in self.stores]
        return max((seconds for seconds in known if seconds is not None), default=None)

    def to_json(self) -> dict[str, Any]:
        own = {name: value for name, value in asdict(self).items() if name != "stores"}
        stores = [
            {"kind": one.of.kind, "name": one.of.name, "address": one.address, **asdict(one.restored)}
            for one in self.stores
        ]
        return {
            "what": WHAT,
            "format": FORMAT,
            **own,
            "whole": self.whole,
            "rpo_seconds": self.rpo,
            "rto_seconds": self.rto,
            "stores": stores,
        }


def keep(workspace: Workspace, record: DrillRecord) -> Path:
    """Writes it as a file of its own. Raises: UserError."""
    stamp = "".join(sign for sign in record.ended if sign.isdigit())[:14]
    path = workspace.target_folder / FOLDER / f"{record.project}-{stamp}.json"
    write(path, to_json(record.to_json()), 0o600)
    return path


def drill_folder(workspace: Workspace) -> RecordFolder:
    """Of the environment's project; of another that had its id before, too."""
    names = re.compile(rf"{re.escape(workspace.names.project_id)}-\d{{14}}\.json", re.ASCII)
    return RecordFolder(workspace, FOLDER, workspace.target_folder / FOLDER, names)


def drill_files(workspace: Workspace) -> Iterator[Path]:
    """Records of this environment's, the oldest first."""
    yield from drill_folder(workspace).paths()


def read_record(path: Path) -> Mapping[str, Any]:
    """Raises: InputError for a file that is no record of a drill."""
    try:
        said = json.loads(path.read_bytes())
        if said["what"] != WHAT or said["format"] != FORMAT or not isinstance(said["whole"], bool):
            raise ValueError
        dt.datetime.fromisoformat(said["ended"])
        for one in said["stores"]:
            _ = [one[name] for name in STORE_FIELDS]
    except (OSError, ValueError, KeyError, TypeError):
        step = "restore it, or move it away"
        raise InputError([Problem(shown(path), "is no record of a drill that can be read", next_step=step)]) from None
    found: Mapping[str, Any] = said
    return found


def drills_of(workspace: Workspace, day: dt.date) -> Drills:
    """What drills of the environment have shown up to a day. Raises: InputError for a record that can't be read."""
    found: dict[str, dt.date] = {}
    for path in drill_files(workspace):
        said = read_record(path)
        held = day_of(said)
        if held <= day:
            found |= {str(one["name"]): held for one in said["stores"] if one["whole"] and one["removed"]}
    return Drills(found, workspace.spec.policies.drill_days, day)


def drills_of_standing(workspace: Workspace) -> Drills | None:
    """As of today; None where this machine has brought up nothing: what is to be made can't have been restored."""
    simulated = workspace.target.simulated
    if not any(workspace.synthesis_folder.glob(f"*/{STATE if simulated else '*'}")):
        return None
    return drills_of(workspace, dt.datetime.now(dt.UTC).date())


def day_of(record: Mapping[str, Any]) -> dt.date:
    """On which it was held (UTC)."""
    return dt.datetime.fromisoformat(record["ended"]).date()
