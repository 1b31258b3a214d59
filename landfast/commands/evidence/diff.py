"""`landfast evidence diff`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.options import json_option


@click.command("diff")
@click.argument("before", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("after", type=click.Path(path_type=Path, dir_okay=False))
@json_option
def evidence_diff(*, before: Path, after: Path, as_json: bool) -> None:
    """Show which facts differ between two bundles.

    Exit codes: 0 compared, 1 a bundle is not whole, 2 no bundle.
    """
    from landfast.jobs.evidence_diff import EvidenceDiffRequest
    from landfast.jobs.evidence_diff import evidence_diff as job
    from landfast.screen.evidence import show_differences

    finish(job(EvidenceDiffRequest(before=before, after=after)), show_differences, as_json=as_json)
