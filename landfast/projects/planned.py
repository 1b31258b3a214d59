"""The ML project that `up` is to make: looked at before anything is applied, so that nothing stands in vain."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from landfast import blueprints
from landfast.blueprints import DataSource, Generated, Record
from landfast.core.errors import InputError, Problem
from landfast.projects.table import Choices, Inferred, TableSource, table_source
from landfast.stacks.spec import MlProject
from landfast.stacks.spec.options import in_keys
from landfast.targets.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PlannedProject:
    """`standing` is there already, and stays; else one of `blueprint` is generated for `source`. `table` and `inferred`
    are of the spec's own table, None where the demo's is learned from."""

    blueprint: str
    source: DataSource
    standing: Generated | None = None
    table: TableSource | None = None
    inferred: Inferred | None = None

    @property
    def demo(self) -> bool:
        """Whether it learns from made-up or public data that came with its blueprint."""
        return self.source.kind == "demo"


def planned_project(workspace: Workspace) -> PlannedProject:
    """Raises: InputError with every problem of the spec's table, or if its folder holds something else."""
    folder, wanted = workspace.project_folder, workspace.spec.project
    record = blueprints.read_record(folder)
    standing = blueprints.generated(folder) if record else None
    if record is None and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        fact, step = "is to be the ML project, and is something else", "move it, or the spec, elsewhere"
        raise InputError([Problem(workspace.shown(folder), fact, next_step=step)])
    if wanted is None and record is not None:
        return PlannedProject(record.blueprint, record.inputs().source, standing)
    if wanted is None:
        return PlannedProject("tabular", blueprints.demo_source())
    table = _table(workspace, wanted)
    if record is not None:
        return PlannedProject(record.blueprint, _same(workspace, record, wanted, table.table_name), standing)
    inferred = _inferred(table, workspace.spec.residency.within)
    return PlannedProject(wanted.blueprint, inferred.source, None, table, inferred)


def table_of_spec(workspace: Workspace, blueprint: str) -> TableSource | None:
    """What the spec says a project of this blueprint learns from; None if it speaks of none. Raises: InputError."""
    wanted = workspace.spec.project
    return _table(workspace, wanted) if wanted is not None and wanted.blueprint == blueprint else None


def _table(workspace: Workspace, wanted: MlProject) -> TableSource:
    path = workspace.home / Path(wanted.data).expanduser()
    if not path.is_file():
        there = "://" in wanted.data
        fact = "is an address, not a file" if there else "there is no such file"
        step = f"{'bring it here, and ' if there else ''}name the table, from the spec's folder"
        raise InputError([Problem("project.data", fact, wanted.data, next_step=step)])
    choices = Choices(
        target=wanted.target,
        subject=wanted.subject or "",
        no_subject=wanted.no_subject,
        timestamp=wanted.timestamp or "",
        task=wanted.task,
        positive=wanted.positive or "",
        leave_out=wanted.leave_out,
        keep=wanted.keep,
        text=wanted.text,
        personal=wanted.personal,
        special=wanted.special,
        not_personal=wanted.not_personal,
        series=wanted.series or "",
        horizon=wanted.horizon or 0,
        frequency=wanted.frequency or "",
        known_ahead=wanted.known_ahead,
        known_always=wanted.known_always,
    )
    found = table_source(path, "", choices, wanted.read)
    if found is None:
        raise AssertionError("a file was named")
    return found


def _same(workspace: Workspace, record: Record, wanted: MlProject, table: str) -> DataSource:
    """A project is of its table for life: another one is made beside it, and nothing of it is lost."""
    source = record.inputs().source
    if (record.blueprint, source.declared.table) == (wanted.blueprint, table):
        return source
    shown = workspace.shown(workspace.project_folder)
    of = "the demo's table" if source.kind == "demo" else f"the table {source.declared.table}"
    step = f"keep it under another name (mv {shown} {shown}-{source.declared.table}), and run this again"
    fact = f"{shown} is a {record.blueprint} project of {of}"
    raise InputError([Problem("project", fact, limit=f"the spec wants {wanted.blueprint} of {table}", next_step=step)])


def _inferred(table: TableSource, area: str) -> Inferred:
    """What is wrong with it is said of the spec's keys: it knows options."""
    try:
        return table.infer(area)
    except InputError as error:
        raise InputError(map(in_keys, error.problems)) from None
