"""`landfast evidence write`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from landfast.commands.finish import finish
from landfast.commands.options import Where, environment_argument, json_option, where_options

if TYPE_CHECKING:
    from landfast.evidence.words import Language


@click.command("write")
@environment_argument
@where_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The bundle to write.  [default: PROJECT.evidence.zip beside the spec]",
)
@click.option("--page", type=click.Path(path_type=Path, dir_okay=False), help="Its HTML page, besides.")
@click.option("--sign", type=click.Path(path_type=Path), metavar="KEY", help="Private key (PEM) that signs the bundle.")
@click.option(
    "--language",
    "languages",
    type=click.Choice(["en", "de", "fr"]),
    multiple=True,
    default=["en"],
    show_default=True,
    help="Of the documents; may be given several times.",
)
@json_option
def evidence_write(
    *,
    environment: str | None,
    where: Where,
    as_json: bool,
    out: Path | None,
    page: Path | None,
    sign: Path | None,
    languages: tuple[Language, ...],
) -> None:
    """Write evidence of an environment as one bundle: record of processing, impact assessment, models, frameworks.

    Made of what was provisioned, judged and trained. What only people can answer is asked for and counted; answers
    stand in `evidence/QUESTION.md` beside the spec, and are never overwritten.

    Exit codes: 0 written, 1 it failed, 2 bad input.
    """
    from landfast.jobs.evidence import EvidenceRequest, evidence
    from landfast.screen.evidence import show_evidence
    from landfast.screen.waiting import busy

    request = EvidenceRequest(**where, environment=environment, out=out, page=page, sign=sign, languages=languages)
    with busy("gathering evidence", quiet=as_json):
        result = evidence(request)
    finish(result, show_evidence, as_json=as_json)
