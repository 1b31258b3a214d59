"""Brings a generated project up to today's blueprint and spec; what its owner edited survives."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast import SPEC_FILE, blueprints
from landfast.blueprints import AtRoot, ProjectInputs, Record, Upgrade
from landfast.core.errors import UserError
from landfast.projects.inputs import project_inputs
from landfast.projects.upkeep import at_repository_root
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.documents import BlueprintUpgradeDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class BlueprintUpgradeRequest:
    """The project in `folder`, else this folder or ml beside the spec. `check`: write nothing."""

    folder: Path | None = None
    spec: Path | None = None
    check: bool = False


@dataclass(frozen=True, slots=True)
class BlueprintUpgradeResult:
    """What was upgraded, or would be if it was only `checked`. Exit code 1: conflicts to settle, or work to do."""

    folder: Path
    upgrade: Upgrade
    checked: bool
    at_root: AtRoot = field(default_factory=AtRoot)

    command: ClassVar[str] = "blueprint upgrade"
    workspace: ClassVar[None] = None

    @property
    def exit_code(self) -> int:
        return int(self.upgrade.needed if self.checked else bool(self.upgrade.paths("conflict")))

    def to_json(self) -> BlueprintUpgradeDocument:
        upgrade = self.upgrade
        return {
            "blueprint": upgrade.blueprint,
            "from": upgrade.before,
            "to": upgrade.after,
            "written": upgrade.needed and not self.checked,
            "files": [{"path": c.path, "action": c.action, "note": c.note} for c in upgrade.changes],
        }


def blueprint_upgrade(request: BlueprintUpgradeRequest) -> BlueprintUpgradeResult:
    """Upgrades the project, three ways as git merges. Raises: UserError."""
    workspace = _workspace(request.folder, request.spec)
    folder = _project_folder(request.folder, workspace)
    if request.check and blueprints.is_interrupted(folder):
        raise UserError(f"an upgrade of {Workspace.shown(folder)} was interrupted: run it again without --check")
    blueprints.finish_upgrade(folder)
    upgrade = blueprints.plan_upgrade(folder, lambda record: _answers(record, workspace, folder))
    at_root, before = AtRoot(), blueprints.root_files(folder)
    if upgrade.needed and not request.check:
        blueprints.apply_upgrade(upgrade)
        at_root = at_repository_root(workspace, folder, before) if workspace else AtRoot()
    return BlueprintUpgradeResult(folder, upgrade, request.check, at_root)


def _workspace(project: Path | None, spec: Path | None) -> Workspace | None:
    """The spec that the project belongs to, if there is one: a project may live without."""
    start = (project or Path.cwd()).resolve()
    found = spec or next((f / SPEC_FILE for f in (start, *start.parents) if (f / SPEC_FILE).is_file()), None)
    return Workspace.open(found, None) if found else None


def _project_folder(project: Path | None, workspace: Workspace | None) -> Path:
    if project:
        return project.resolve()
    here = Path.cwd()
    return here if workspace is None or blueprints.generated(here) else workspace.project_folder


def _answers(record: Record, workspace: Workspace | None, folder: Path) -> ProjectInputs:
    """What the spec says today.

    The name, the package and the data are the project's for life, and where it is unless it stands beside the spec.
    """
    recorded = record.inputs()
    if workspace is None:
        return recorded
    lasting = {"name": recorded.name, "package": recorded.package, "title": recorded.title}
    if folder != workspace.project_folder:
        lasting["folder"] = recorded.folder
    return project_inputs(workspace, recorded.source).model_copy(update=lasting)
