"""What the blueprint commands say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from landfast import blueprints
from landfast.screen.program import program
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.blueprint_eject import BlueprintEjectResult
    from landfast.jobs.blueprint_list import BlueprintListResult
    from landfast.jobs.blueprint_new import BlueprintNewResult
    from landfast.jobs.blueprint_upgrade import BlueprintUpgradeResult

_COLOURS = {"conflict": "red", "merged": "yellow", "left": "yellow"}


def show_list(result: BlueprintListResult) -> None:
    for item in result.blueprints:
        click.echo(f"{item.name}  {item.summary}")


def show_new(result: BlueprintNewResult) -> None:
    workspace, project = result.of, result.project
    if result.inferred:
        from landfast.screen.columns import print_decisions

        print_decisions(result.inferred, special=workspace.spec.special_categories)
    shown = workspace.shown(project.folder)
    if result.stood:
        click.echo(f"{shown} stands since an earlier call: nothing of it is written, its first model is trained")
        return
    click.echo(f"generated {shown}: {len(project.files)} files, blueprint {project.blueprint} {project.version}")
    if result.copied:
        click.echo(f"copied the table to {workspace.shown(result.copied)}: the local raw bucket, readable by you alone")
    uses = blueprints.find(project.blueprint).uses
    if uses and not workspace.project_folder.exists():
        click.echo(f"no {uses} project in {workspace.shown(workspace.project_folder)} yet: its columns are the demo's")
    for problem in result.left_open:
        click.echo(f"left open: {problem}")
    click.echo(f"next: look at {shown}/features.yaml, then cd {shown} && make setup run")


def show_trained(result: BlueprintNewResult) -> None:
    if result.model:
        from landfast.screen.consoles import console
        from landfast.screen.panels import model_rows, panel

        panel(console(), "Model", model_rows(result.model))


def show_eject(result: BlueprintEjectResult) -> None:
    shown, added = Workspace.shown(result.folder), sum(change.action == "added" for change in result.changes)
    click.echo(f"{shown}: the library's source is in landfast_ml/, {added} files; its wheel is gone")
    click.echo("next: look at the changes (git diff), then `make setup lint test`")


def show_upgrade(result: BlueprintUpgradeResult) -> None:
    upgrade, checked, shown = result.upgrade, result.checked, Workspace.shown(result.folder)
    for change in upgrade.changes:
        note = f"  ({change.note})" if change.note else ""
        click.echo(f"{click.style(f'{change.action:<9}', fg=_COLOURS.get(change.action))} {change.path}{note}")
    name = f"blueprint {upgrade.blueprint} {upgrade.after}"
    if not upgrade.needed:
        click.echo(f"{shown}: up to date with {name}")
        return
    counts = ", ".join(f"{count} {action}" for action, count in sorted(upgrade.counts().items())) or "no file differs"
    click.echo(f"{shown}: {'would be ' if checked else ''}upgraded to {name}: {counts}")
    for path in result.at_root.written:
        click.echo(f"{Workspace.shown(path)}: brought up to date, too")
    for problem in result.at_root.problems:
        click.echo(f"left open: {problem}")
    if checked:
        click.echo(f"next: {program()} blueprint upgrade {shown}")
    elif upgrade.paths("conflict"):
        page = f", and do what {blueprints.PAGE} says" if upgrade.moved else ""
        click.echo(f"next: settle the places between <<<<<<< and >>>>>>>{page}, then `make setup lint test`")
    else:
        click.echo("next: look at the changes (git diff), then `make setup lint test`")
