"""`blueprint list`, `new` and `upgrade`. They import no CDK, and no more than they need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from landfast.core.errors import InputError, Problem, UserError
from landfast.document import print_document

if TYPE_CHECKING:
    from landfast.blueprints import Blueprint, Generated, ProjectInputs, Record, Upgrade
    from landfast.mlproject import ModelVersion
    from landfast.table import Inferred, OwnTable
    from landfast.workspace import Workspace


def run_blueprint_list(*, as_json: bool) -> int:
    from landfast.blueprints import available

    found = available()
    if as_json:
        print_document(
            "blueprint list", None, {item.name: {"version": item.version, "summary": item.summary} for item in found}
        )
    else:
        for item in found:
            click.echo(f"{item.name}  {item.summary}")
    return 0


def run_blueprint_new(
    name: str, into: Path | None, spec_path: Path | None, table: OwnTable | None, *, run: bool, as_json: bool
) -> int:
    from landfast import blueprints
    from landfast.environment import environment_facts
    from landfast.mlproject import companion_inputs, project_inputs
    from landfast.workspace import Workspace

    blueprint = blueprints.find(name)
    if blueprint.uses:
        _check_companion(blueprint, table, run=run)
    if run and table and table.stays_away:
        step = "generate without --run, then `python -m PACKAGE data import` and `pipeline submit` in the project"
        raise InputError([Problem("--run", "trains here, and a table of BigQuery is not brought here", next_step=step)])
    workspace = Workspace.open(spec_path, None, "rehearsal")
    inferred = table.infer(workspace.spec.residency.area) if table else None
    source = inferred.source if inferred else blueprints.demo_source()
    facts = {name: environment_facts(workspace.spec, name, {}) for name in workspace.spec.environments}
    folder = (into or workspace.home / blueprint.into).resolve()
    inputs = companion_inputs(workspace, blueprint) if blueprint.uses else project_inputs(workspace, source)
    project = blueprints.generate(name, inputs, facts, folder)
    copied = table.place(project.folder, facts[workspace.environment_name], source.table) if table else None
    if not as_json:
        _print_new(project, inferred, copied, workspace)
    model = _train(project, workspace, as_json=as_json) if run else None
    if as_json:
        document: dict[str, Any] = {"folder": str(project.folder), "files": project.files}
        document |= {"columns": inferred.to_json()} if inferred else {}
        document |= {"model": model.to_json()} if model else {}
        print_document("blueprint new", None, document)
    return 0


def _check_companion(blueprint: Blueprint, table: OwnTable | None, *, run: bool) -> None:
    """It uses what another project has trained: it has no columns of its own, and trains nothing."""
    problems = []
    if table:
        step = "generate without it, then `python -m PACKAGE data add FILE` in the project"
        fact = f"a project of {blueprint.name} has the columns of the project that trains"
        problems.append(Problem("--data, --from-bigquery", fact, next_step=step))
    if run:
        step = "generate without it, then `make setup run` in the project"
        problems.append(Problem("--run", f"{blueprint.name} trains no model", next_step=step))
    if problems:
        raise InputError(problems)


def _print_new(project: Generated, inferred: Inferred | None, copied: Path | None, workspace: Workspace) -> None:
    from landfast import blueprints

    if inferred:
        from landfast.table.screen import print_decisions

        print_decisions(inferred, special=workspace.spec.special_categories)
    shown = workspace.shown(project.folder)
    click.echo(f"generated {shown}: {len(project.files)} files, blueprint {project.blueprint} {project.version}")
    if copied:
        click.echo(f"copied the table to {workspace.shown(copied)}: the local raw bucket, readable by you alone")
    uses = blueprints.find(project.blueprint).uses
    if uses and not workspace.project_folder.exists():
        click.echo(f"no {uses} project in {workspace.shown(workspace.project_folder)} yet: its columns are the demo's")
    click.echo(f"next: look at {shown}/features.yaml, then cd {shown} && make setup run")


def _train(project: Generated, workspace: Workspace, *, as_json: bool) -> ModelVersion:
    """The first model of the new project, here."""
    from landfast import mlproject
    from landfast.commands import consoles
    from landfast.screen import panels as screen
    from landfast.screen.live import watching

    progress, out = consoles(as_json=as_json)
    with watching(progress, screen.title(workspace, "blueprint new"), "rehearsal", quiet=as_json) as report:
        mlproject.install(project, report)
        model = mlproject.run_pipeline(project, workspace.environment_name, report)
    if not as_json:
        screen.panel(out, "Model", screen.model_rows(model))
    return model


def run_blueprint_upgrade(project: Path | None, spec_path: Path | None, *, check: bool, as_json: bool) -> int:
    """Exit code 1: conflicts to settle, or (`check`) something to upgrade."""
    from landfast import blueprints
    from landfast.workspace import Workspace

    workspace = _workspace(project, spec_path)
    folder = _project_folder(project, workspace)
    if check and blueprints.is_interrupted(folder):
        raise UserError(f"an upgrade of {Workspace.shown(folder)} was interrupted: run it again without --check")
    blueprints.finish_upgrade(folder)
    upgrade = blueprints.plan_upgrade(folder, lambda record: _answers(record, workspace))
    if upgrade.needed and not check:
        blueprints.apply_upgrade(upgrade)
    exit_code = int(upgrade.needed if check else bool(upgrade.paths("conflict")))
    if as_json:
        print_document("blueprint upgrade", None, _upgrade_document(upgrade, checked=check), exit_code)
    else:
        _print_upgrade(upgrade, Workspace.shown(folder), checked=check)
    return exit_code


def _workspace(project: Path | None, spec_path: Path | None) -> Workspace | None:
    """The spec that the project belongs to, if there is one: a project may live without."""
    from landfast import SPEC_FILE
    from landfast.workspace import Workspace

    start = (project or Path.cwd()).resolve()
    found = spec_path or next((f / SPEC_FILE for f in (start, *start.parents) if (f / SPEC_FILE).is_file()), None)
    return Workspace.open(found, None, "rehearsal") if found else None


def _project_folder(project: Path | None, workspace: Workspace | None) -> Path:
    from landfast import blueprints

    if project:
        return project.resolve()
    here = Path.cwd()
    return here if workspace is None or blueprints.generated(here) else workspace.project_folder


def _answers(record: Record, workspace: Workspace | None) -> ProjectInputs:
    """What the spec says today; the name, the package and the data are the project's for life."""
    from landfast.mlproject import project_inputs

    recorded = record.inputs()
    if workspace is None:
        return recorded
    kept = {"name": recorded.name, "package": recorded.package, "title": recorded.title}
    return project_inputs(workspace, recorded.source).model_copy(update=kept)


def _upgrade_document(upgrade: Upgrade, *, checked: bool) -> dict[str, object]:
    files = [{"path": c.path, "action": c.action, "note": c.note} for c in upgrade.changes]
    versions = {"from": upgrade.before, "to": upgrade.after}
    return {"blueprint": upgrade.blueprint, **versions, "written": upgrade.needed and not checked, "files": files}


def _print_upgrade(upgrade: Upgrade, shown: str, *, checked: bool) -> None:
    for change in upgrade.changes:
        note = f"  ({change.note})" if change.note else ""
        click.echo(f"{click.style(f'{change.action:<9}', fg=_COLOURS.get(change.action))} {change.path}{note}")
    name = f"blueprint {upgrade.blueprint} {upgrade.after}"
    if not upgrade.needed:
        click.echo(f"{shown}: up to date with {name}")
        return
    counts = ", ".join(f"{count} {action}" for action, count in sorted(upgrade.counts().items())) or "no file differs"
    click.echo(f"{shown}: {'would be ' if checked else ''}upgraded to {name}: {counts}")
    if checked:
        click.echo(f"next: landfast blueprint upgrade {shown}")
    elif upgrade.paths("conflict"):
        click.echo("next: settle the places between <<<<<<< and >>>>>>>, then `make lint test`")
    else:
        click.echo("next: look at the changes (git diff), then `make setup lint test`")


_COLOURS = {"conflict": "red", "merged": "yellow", "left": "yellow"}
