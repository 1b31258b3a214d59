"""`landfast subject export`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.options import Where
from landfast.commands.subject.options import OfPerson, person_options


@click.command("export")
@person_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File to make; never in the place of another.  [default: among landfast's own beside the spec]",
)
def subject_export(*, person: OfPerson, where: Where, as_json: bool, out: Path | None) -> None:
    """Copy what every generated project of an environment holds of a person (GDPR Art. 15, 20) to one file.

    ID is the person's identifier as the raw tables have it; - reads it from the standard input. The copy is a file that
    this account alone can read.

    Exit codes: 0 copied from everywhere, 1 something is not done, 2 bad input.
    """
    from landfast.jobs.subject_export import SubjectExportRequest
    from landfast.jobs.subject_export import subject_export as job
    from landfast.screen.live import watching
    from landfast.screen.subject import show_exported

    with watching(where["target"], quiet=as_json) as report:
        result = job(SubjectExportRequest(**where, **person, out=out), report)
    finish(result, show_exported, as_json=as_json)
