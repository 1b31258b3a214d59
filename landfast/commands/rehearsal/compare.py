"""`landfast rehearsal compare`."""

from __future__ import annotations

from pathlib import Path

import click

from landfast.commands.finish import finish
from landfast.commands.options import environment_argument, json_option, spec_option


@click.command("compare")
@environment_argument
@spec_option
@json_option
@click.option("--plan-only", is_flag=True, help="Compare what is planned; apply nothing.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Markdown file for every difference.")
def rehearsal_compare(
    environment: str | None, spec_path: Path | None, as_json: bool, plan_only: bool, out: Path | None
) -> None:
    """Hold the stand-in against HashiCorp's own provider: plan and apply every stack with both.

    In two clouds made for it, and gone with it; what stands is left alone. Values that only Google knows are
    explained.

    Exit codes: 0 the same, 1 another one differs, or something could not be compared, 2 bad input.
    """
    from landfast.jobs.rehearsal_compare import RehearsalCompareRequest
    from landfast.jobs.rehearsal_compare import rehearsal_compare as job
    from landfast.screen.comparison import show_comparison
    from landfast.screen.live import watching
    from landfast.targets import DEFAULT

    request = RehearsalCompareRequest(spec=spec_path, environment=environment, apply=not plan_only, out=out)
    with watching(DEFAULT, quiet=as_json) as report:
        result = job(request, report)
    finish(result, show_comparison, as_json=as_json)
