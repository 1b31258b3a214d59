"""Puts the library's source into a generated project, in the place of its wheel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast import blueprints
from landfast.blueprints import Change

if TYPE_CHECKING:
    from landfast.jobs.documents import BlueprintEjectDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueprintEjectRequest:
    """The project in `folder`, else this folder."""

    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class BlueprintEjectResult:
    """What was written and removed."""

    folder: Path
    changes: tuple[Change, ...]

    command: ClassVar[str] = "blueprint eject"
    exit_code: ClassVar[int] = 0
    workspace: ClassVar[None] = None

    def to_json(self) -> BlueprintEjectDocument:
        return {
            "folder": str(self.folder),
            "files": [{"path": c.path, "action": c.action, "note": c.note} for c in self.changes],
        }


def blueprint_eject(request: BlueprintEjectRequest) -> BlueprintEjectResult:
    """Ejects whole or not at all; what was interrupted is finished first. Raises: UserError."""
    folder = (request.folder or Path.cwd()).resolve()
    begun = blueprints.finish_upgrade(folder)
    # It was an ejection itself that was cut off.
    if blueprints.ejects(begun):
        return BlueprintEjectResult(folder, begun)
    ejection = blueprints.plan_ejection(folder)
    blueprints.apply_upgrade(ejection)
    return BlueprintEjectResult(folder, ejection.changes)
