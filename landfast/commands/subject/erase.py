"""`landfast subject erase`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from landfast.commands.finish import finish
from landfast.commands.options import Where, certificate_option, is_somebody_there
from landfast.commands.subject.options import OfPerson, person_options

if TYPE_CHECKING:
    from landfast.jobs.subject_question import Looks
    from landfast.targets.workspace import Workspace


@click.command("erase")
@person_options
@click.option("--dry-run", is_flag=True, help="Say what each project holds, and erase nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@certificate_option
def subject_erase(
    *, person: OfPerson, where: Where, as_json: bool, dry_run: bool, yes: bool, out: tuple[Path, ...]
) -> None:
    """Erase a person in every generated project of an environment (GDPR Art. 17), and certify it.

    ID is the person's identifier as the raw tables have it; - reads it from the standard input. What each project holds
    is looked at first. Interrupted, the same command goes on. A project that can't be reached is not done.

    Exit codes: 0 erased everywhere, 1 something is not done, 2 bad input.
    """
    from landfast.jobs.subject_erase import SubjectEraseRequest, nobody_agrees
    from landfast.jobs.subject_erase import subject_erase as job
    from landfast.screen.live import watching
    from landfast.screen.subject import show_erased

    request = SubjectEraseRequest(**where, **person, dry_run=dry_run, agreed=yes, out=out)
    consent = _ask if is_somebody_there(as_json=as_json) else nobody_agrees
    with watching(where["target"], quiet=as_json) as report:
        result = job(request, report, consent)
    finish(result, show_erased, as_json=as_json)


def _ask(workspace: Workspace, looks: Looks) -> None:
    """Shows what is held, and has a person say yes."""
    from landfast.screen.subject import show_held

    show_held(looks)
    click.confirm(f"Erase all of it in {workspace.names.project_id}? It can't be had back", abort=True, err=True)
