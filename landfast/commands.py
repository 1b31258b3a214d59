"""One function for each command: does the work, prints the screen or the JSON document, returns the exit code."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from landfast.core.errors import InputError, Problem
from landfast.document import print_document

# What only some commands need is imported by them: `check` of a folder is over before a spec's reader is loaded.
if TYPE_CHECKING:
    from rich.console import Console

    from landfast.check import Report
    from landfast.policies.model import Severity
    from landfast.stacks.spec import TargetName
    from landfast.workspace import Workspace


def consoles(*, as_json: bool) -> tuple[Console, Console]:
    """(progress, result): a terminal shows both; what is piped on gets the result on stdout alone for `--json`."""
    from rich.console import Console

    # What is piped on has no width of its own: wide enough for one finding a line, narrow enough for a log.
    out = Console(width=None if sys.stdout.isatty() else 120)
    return (Console(stderr=True), out) if as_json else (out, out)


def run_up(
    spec_path: Path | None, environment: str | None, target: TargetName, *, as_json: bool, pipeline: bool
) -> int:
    from landfast import mlproject
    from landfast.checking import gate_project
    from landfast.environment import environment_facts
    from landfast.provision import PolicyRefusedError, bring_up
    from landfast.screen import panels as screen
    from landfast.screen.live import watching
    from landfast.workspace import Workspace

    workspace = Workspace.open(spec_path, environment, target)
    progress, out = consoles(as_json=as_json)
    model = None
    with watching(progress, screen.title(workspace, "up"), target, quiet=as_json) as report:
        report(screen.spec_event(workspace))
        try:
            stands = bring_up(workspace, report)
            facts = environment_facts(workspace.spec, workspace.environment_name, stands.outputs)
            project = mlproject.ensure(workspace, {workspace.environment_name: facts}, report)
            gate_project(workspace, project.folder, report)
        except PolicyRefusedError as refusal:
            return _refused("up", workspace, refusal, out, as_json=as_json)
        if pipeline and target == "rehearsal":
            mlproject.install(project, report)
            model = mlproject.run_pipeline(project, workspace.environment_name, report)
    if as_json:
        document = {
            "changed": stands.changed,
            "changes": {name: asdict(result) for name, result in stands.results.items()},
            "facts": facts.model_dump(mode="json"),
            "policies": stands.verdict.to_json(),
            "cost": stands.cost.to_json(),
            "model": model.to_json() if model else None,
        }
        print_document("up", workspace, document)
        return 0
    screen.panel(out, "What stands", [*screen.standing_rows(facts), ("changes", screen.changes(stands.results))])
    screen.panel(out, "Policies", [("verdict", stands.verdict.summary())])
    if model:
        screen.panel(out, "Model", screen.model_rows(model))
    screen.print_cost_warning(out, stands.cost)
    screen.panel(out, "Next", screen.next_steps(workspace))
    return 0


def _refused(command: str, workspace: Workspace, refusal: Any, out: Console, *, as_json: bool) -> int:
    from landfast.check import print_table

    exit_code: int = refusal.exit_code
    if as_json:
        print_document(command, workspace, {"policies": refusal.report.to_json()}, exit_code)
    else:
        print_table(refusal.report, out)
        click.echo(f"landfast: {refusal}", err=True)
    return exit_code


def run_plan(spec_path: Path | None, environment: str | None, target: TargetName, *, as_json: bool) -> int:
    from landfast.provision import PolicyRefusedError, plan
    from landfast.screen import panels as screen
    from landfast.screen.live import watching
    from landfast.workspace import Workspace

    workspace = Workspace.open(spec_path, environment, target)
    progress, out = consoles(as_json=as_json)
    with watching(progress, screen.title(workspace, "plan"), target, quiet=as_json) as report:
        try:
            planned = plan(workspace, report)
        except PolicyRefusedError as refusal:
            return _refused("plan", workspace, refusal, out, as_json=as_json)
    if as_json:
        stacks = {name: screen.counts(stack) for name, stack in planned.plans.items()}
        result = {"stacks": stacks, "policies": planned.verdict.to_json(), "cost": planned.cost.to_json()}
        print_document("plan", workspace, result)
    else:
        out.print(screen.plan_table(planned))
        screen.panel(out, "Policies", [("verdict", planned.verdict.summary())])
        screen.print_cost(out, planned.cost)
    return 0


@dataclass(frozen=True)
class CheckOptions:
    """What `check` judges, under which rules, and how it says so. `out`: files whose names ask for a format."""

    path: Path | None
    spec_path: Path | None
    environment: str | None
    area: str
    kind: str | None
    values: tuple[Path, ...]
    waivers: Path | None
    checkov: bool
    checkov_policies: Path | None
    fail_on: Severity
    format: str
    out: tuple[Path, ...]


def run_check(options: CheckOptions) -> int:
    """Judges, writes every file that was asked for, then shows the verdict. Raises: InputError, UserError."""
    from landfast.check import print_table
    from landfast.check.formats.registry import format_of, render, write

    for file in options.out:
        format_of(file)  # A name that asks for no format is refused before the work.
    report = _judged(options)
    for file in options.out:
        write(report, file, options.fail_on)
    if options.format == "table":
        print_table(report, consoles(as_json=False)[1])
    else:
        click.echo(render(options.format, report, options.fail_on), nl=False)
    return report.exit_code(options.fail_on)


def _judged(options: CheckOptions) -> Report:
    from landfast.checking import Checkov, Rules, Subject, check_path, check_spec

    checkov = Checkov(options.checkov_policies) if options.checkov or options.checkov_policies else None
    if options.path is None:
        return check_spec(options.spec_path, options.environment, checkov)
    rules = Rules(options.spec_path, options.area, options.waivers)
    return check_path(Subject(options.path, options.kind, options.values), rules, checkov)


def run_status(spec_path: Path | None, environment: str | None, target: TargetName, *, as_json: bool) -> int:
    from landfast.screen import panels as screen
    from landfast.standing import standing
    from landfast.workspace import Workspace

    workspace = Workspace.open(spec_path, environment, target)
    stands = standing(workspace)
    if as_json:
        print_document("status", workspace, stands.to_json())
        return 0
    out = consoles(as_json=False)[1]
    out.print(screen.title(workspace, "status"), style="bold cyan", highlight=False)
    if stands.verdict is None or not stands.resources:
        out.print(f"nothing stands: bring it up with `landfast up {workspace.environment_name}`", highlight=False)
        return 0
    stacks = "  ".join(f"{name} {len(addresses)}" for name, addresses in stands.resources.items())
    screen.panel(out, "What stands", [*screen.standing_rows(stands.facts), ("resources", stacks)])
    screen.panel(out, "Policies", [("verdict", stands.verdict.summary())])
    screen.panel(out, "Models", screen.registry_rows(stands.models))
    return 0


def run_down(spec_path: Path | None, environment: str, target: TargetName, *, as_json: bool, yes: bool) -> int:
    from landfast.provision import take_down
    from landfast.screen import panels as screen
    from landfast.screen.live import watching
    from landfast.workspace import Workspace

    workspace = Workspace.open(spec_path, environment, target)
    if target == "google" and not yes:
        _confirm(workspace)
    progress, out = consoles(as_json=as_json)
    with watching(progress, screen.title(workspace, "down"), target, quiet=as_json) as report:
        removed = take_down(workspace, report)
    left = removed.in_states + (removed.in_cloud or 0)
    exit_code = 1 if left else 0
    if as_json:
        document = {
            "left_in_states": removed.in_states,
            "left_in_cloud": removed.in_cloud,
            "removed": {name: asdict(result) for name, result in removed.results.items()},
        }
        print_document("down", workspace, document, exit_code)
    else:
        out.print(screen.removed_sentence(workspace, removed), highlight=False, soft_wrap=True)
    return exit_code


def _confirm(workspace: Workspace) -> None:
    if not sys.stdin.isatty():
        fact, step = "needs a person's word on target google", "answer on a terminal, or pass --yes"
        raise InputError([Problem("down", fact, next_step=step)])
    project = workspace.names.project_id
    typed = click.prompt(f"This deletes project {project} and all its data. Type {project} to go on", err=True)
    if typed != project:
        raise click.Abort
