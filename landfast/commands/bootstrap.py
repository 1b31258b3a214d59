"""`landfast bootstrap`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.options import endpoint_for, endpoint_option, json_option, spec_option, target_option


@click.command()
@spec_option
@target_option
@endpoint_option
@json_option
def bootstrap(*, spec_path: Path | None, target: str, endpoint: str | None, as_json: bool) -> None:
    """Make what has to be there before the first stack, in google.quota_project; run again, it changes nothing.

    The APIs that calls counted on that project need; a key; the bucket of the states in the home region: versioned,
    encrypted with that key, closed to the public, with soft delete; who brings environments up, if the spec says so.
    What is ours and unsafe is mended; what is somebody else's is refused. `landfast up` does it by itself.

    Exit codes: 0 all stands, 1 it failed or something is somebody else's, 2 bad input.
    """
    from landfast.commands.finish import finish
    from landfast.jobs.bootstrap import BootstrapRequest
    from landfast.jobs.bootstrap import bootstrap as job
    from landfast.screen.bootstrap import show_bootstrap
    from landfast.screen.waiting import busy

    with busy("looking, and making what is missing", quiet=as_json):
        result = job(BootstrapRequest(spec=spec_path, target=target, endpoint=endpoint_for(target, endpoint)))
    finish(result, show_bootstrap, as_json=as_json)
