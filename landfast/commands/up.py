"""`landfast up`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

import click

from landfast.commands.finish import finish
from landfast.commands.options import Where, environment_argument, is_somebody_there, json_option, where_options

if TYPE_CHECKING:
    from landfast.jobs.request import EnvironmentRequest
    from landfast.targets.workspace import Workspace
    from landfast.terraform import PlannedChange


class AskedOfUp(TypedDict):
    """The options of the command alone."""

    no_pipeline: bool
    yes: bool
    destroy: tuple[str, ...]
    plan: str
    verify: Path | None
    acts_as: str


@click.command()
@environment_argument
@where_options
@json_option
@click.option("--no-pipeline", is_flag=True, help="Provision and generate, but run no ML pipeline.")
@click.option("--yes", is_flag=True, help="Do not ask about what goes and holds no data (target google asks).")
@click.option(
    "--destroy",
    multiple=True,
    metavar="NAME",
    help="A resource that may go with what it holds, by name or address; a project that goes: all in it.",
)
@click.option(
    "--plan",
    default="",
    metavar="DIGEST|FILE",
    help="The plan to do, and nothing else: one that was read, by the digest that `landfast plan` shows, with all that "
    "it loses; or the file that it wrote, whose losses are asked for, or named with --destroy.",
)
@click.option(
    "--verify", type=click.Path(path_type=Path), metavar="KEY", help="Public key (PEM) that the file must be signed by."
)
@click.option(
    "--as",
    "acts_as",
    default="",
    metavar="MEMBER",
    help="Rehearse as somebody (serviceAccount:..., user:...) who has just the roles that doctor --roles writes.",
)
def up(*, environment: str | None, where: Where, as_json: bool, **asked: Unpack[AskedOfUp]) -> None:
    """Bring an environment up: provision, check, generate the ML project, train.

    Run again, it changes only what differs; interrupted, it goes on where it stopped. Before it destroys or makes anew
    what holds data, it asks.

    Exit codes: 0 it stands, 1 refused, withheld or failed, 2 bad input.
    """
    from landfast.jobs.losing import nobody_is_asked
    from landfast.jobs.request import EnvironmentRequest
    from landfast.jobs.up import UpRequest
    from landfast.jobs.up import up as job
    from landfast.screen.environment import show_up
    from landfast.screen.live import watching

    asks = is_somebody_there(as_json=as_json)
    if asks:
        _ask_who_answers(EnvironmentRequest(**where, environment=environment))
    with watching(where["target"], quiet=as_json) as report:

        def ask(workspace: Workspace, losses: Sequence[PlannedChange]) -> bool:
            with report.paused():
                return _ask(workspace, losses)

        request = UpRequest(
            **where,
            environment=environment,
            pipeline=not asked["no_pipeline"],
            agreed=asked["yes"],
            destroy=asked["destroy"],
            plan=asked["plan"],
            verify=asked["verify"],
            acts_as=asked["acts_as"],
        )
        result = job(request, report, ask if asks else nobody_is_asked)
    finish(result, show_up, as_json=as_json)


def _ask_who_answers(request: EnvironmentRequest) -> None:
    """Before the first texts are made of it; Enter leaves it open."""
    from landfast.commands.asking import ask_controller
    from landfast.jobs.controller import nobody_said, write_controller

    spec = nobody_said(request)
    if spec is None:
        return
    said: dict[str, Any] = {}
    ask_controller(said)
    if said:
        write_controller(spec, said)


def _ask(workspace: Workspace, losses: Sequence[PlannedChange]) -> bool:
    """Has a person type the name of the project that loses data, and say yes to the rest."""
    from landfast.screen.changes import print_changes

    click.echo(err=True)
    print_changes(losses)
    if not any(loss.loses for loss in losses):
        return click.confirm(f"{len(losses)} resources would go; none holds data. Go on?", err=True)
    project = next((loss.name for loss in losses if loss.is_project), workspace.names.project_id)
    typed: str = click.prompt(
        f"{len(losses)} resources that hold data would go, with all that is in them. Type {project} to go on",
        err=True,
        default="",
        show_default=False,
    )
    return typed == project
