"""`landfast evidence verify`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.options import json_option


@click.command("verify")
@click.argument("bundle", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--key", type=click.Path(path_type=Path), metavar="PUBLIC", help="Public key (PEM) that must have signed."
)
@json_option
def evidence_verify(*, bundle: Path, key: Path | None, as_json: bool) -> None:
    """Tell whether a bundle is whole, and whose signature it bears; needs no network.

    Exit codes: 0 whole, 1 not what was written or not signed by the key, 2 no bundle.
    """
    from landfast.jobs.evidence_verify import EvidenceVerifyRequest
    from landfast.jobs.evidence_verify import evidence_verify as job
    from landfast.screen.evidence import show_verified

    finish(job(EvidenceVerifyRequest(bundle=bundle, key=key)), show_verified, as_json=as_json)
