"""The ML project beside a spec: generated once, its environment facts kept up to date; the rest is its owner's."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from landfast_ml.contract.facts import EnvironmentFacts

from landfast import blueprints
from landfast.blueprints import AtRoot, Generated, put_at_root
from landfast.core.progress import Event, Reporter
from landfast.projects.inputs import project_inputs
from landfast.projects.planned import PlannedProject
from landfast.targets.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Kept:
    """The project beside a spec, and what of it belongs at the repository's root."""

    project: Generated
    at_root: AtRoot


def ensure(
    workspace: Workspace, planned: PlannedProject, environments: Mapping[str, EnvironmentFacts], report: Reporter
) -> Kept:
    """The project beside the spec: generated as planned, else only its environment facts brought up to date."""
    started = time.monotonic()
    folder, at_root = workspace.project_folder, AtRoot()
    report(Event("project", "start", detail=workspace.shown(folder)))
    if planned.standing is None:
        inputs = project_inputs(workspace, planned.source)
        project = blueprints.generate(planned.blueprint, inputs, environments, folder)
        made = f"generated {workspace.shown(folder)}, {len(project.files)} files, blueprint {project.blueprint}"
        at_root = at_repository_root(workspace, folder, {})
        detail = f"{made}, {_of(planned)}{_said(workspace, at_root)}"
        if planned.table and planned.inferred:
            facts = environments[workspace.environment_name]
            planned.table.place(folder, facts, planned.inferred)
    else:
        project = planned.standing
        changed = blueprints.write_environments(folder, environments)
        detail = f"{workspace.shown(folder)} is yours: {'environment facts updated' if changed else 'not touched'}"
    updated = [one for one in companions(workspace) if blueprints.write_environments(one, environments)]
    detail += "".join(f"; environment facts updated in {workspace.shown(one)}" for one in updated)
    report(Event("project", "done", detail=detail, seconds=time.monotonic() - started))
    return Kept(project, at_root)


def at_repository_root(workspace: Workspace, project: Path, before: Mapping[str, bytes]) -> AtRoot:
    """Puts there what the repository's host reads there only: where the spec says whose repository it is, or stands at
    a repository's root. `before`: what the project had of it."""
    known = workspace.spec.repository is not None or (workspace.home / ".git").exists()
    return put_at_root(project, before) if known else AtRoot()


def _said(workspace: Workspace, at_root: AtRoot) -> str:
    return f"; beside it {', '.join(map(workspace.shown, at_root.written))}" if at_root.written else ""


def _of(planned: PlannedProject) -> str:
    if planned.inferred is None:
        return "of the demo's table"
    decisions, reading = planned.inferred.decisions, planned.inferred.reading
    kept = sum(decision.column is not None for decision in decisions)
    read = f" ({reading.sentence()})" if reading else ""
    return f"of your table {planned.source.declared.table}{read}, {kept} of {len(decisions)} columns declared"


def companions(workspace: Workspace) -> list[Path]:
    """The other generated projects beside the spec."""
    folders = (folder for folder in sorted(workspace.home.iterdir()) if folder.is_dir())
    return [folder for folder in folders if folder != workspace.project_folder and blueprints.generated(folder)]
