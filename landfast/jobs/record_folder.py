"""Records beside the spec that every machine of a team has: kept beside the states, too, and brought from there.

A rehearsal's are on its machine alone: it has no such place.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landfast.core.errors import InputError, Problem
from landfast.core.files import shown, to_json, write_durably
from landfast.targets.workspace import Workspace
from landfast.terraform.access import Records

# In a record that is written again as its matter goes on: when, ISO 8601 (UTC).
CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class RecordFolder:
    """One kind of records of an environment. `name`: among all that are kept beside the states; `here`: the folder of
    their files; `files`: what these are called. What is called otherwise stays where it is: whoever writes there
    chooses no path here.
    """

    workspace: Workspace
    name: str
    here: Path
    files: re.Pattern[str]

    def paths(self) -> list[Path]:
        """All that are here, by their names: of those that end in a time the oldest first."""
        found = self.here.iterdir() if self.here.is_dir() else ()
        return sorted(path for path in found if self.files.fullmatch(path.name))

    def share(self, records: Records | None, path: Path) -> None:
        """Puts one where every machine finds it. Raises: UserError."""
        if records is not None:
            records.write(self._bucket, f"{self._place}{path.name}", json.loads(path.read_bytes()))

    def take(self, records: Records | None) -> None:
        """Brings what other machines have put there: what is not here, and what has gone on since. Raises: UserError,
        for a record here that can't be read, too."""
        if records is None:
            return
        for name in records.names(self._bucket, self._place):
            own = name.removeprefix(self._place)
            before = _last_change(self.here / own) if self.files.fullmatch(own) else ""
            found = None if before == "" else records.read(self._bucket, name)
            if found is not None and (before is None or before < str(found.get(CHANGED, ""))):
                write_durably(self.here / own, to_json(found), 0o600)

    def shared(self, records: Records, name: str) -> Any:
        """What another file of this kind says there; None if there is none. Raises: UserError."""
        return records.read(self._bucket, f"{self._place}{name}")

    def put(self, records: Records, name: str, content: dict[str, Any]) -> None:
        """Another file of this kind. Raises: UserError."""
        records.write(self._bucket, f"{self._place}{name}", content)

    @property
    def _bucket(self) -> str:
        return self.workspace.names.state_bucket

    @property
    def _place(self) -> str:
        return f"{self.workspace.environment_name}/{self.name}/"


def _last_change(path: Path) -> str | None:
    """Of a record; empty: it is as it was first written, for good; None: it is not here. Raises: InputError."""
    if not path.exists():
        return None
    try:
        return str(json.loads(path.read_bytes()).get(CHANGED, ""))
    except (OSError, ValueError, AttributeError):
        step = "move it away: the one beside the states is brought then"
        raise InputError([Problem(shown(path), "is no record that can be read", next_step=step)]) from None
