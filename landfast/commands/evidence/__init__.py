"""The commands `landfast evidence ...`; without one of their names, evidence is written."""

from __future__ import annotations

import click

from landfast.commands.lazy import LazyGroup

COMMANDS = {
    "diff": "landfast.commands.evidence.diff:evidence_diff",
    "verify": "landfast.commands.evidence.verify:evidence_verify",
    "write": "landfast.commands.evidence.write:evidence_write",
}


class _Writing(LazyGroup):
    """`landfast evidence dev` means `landfast evidence write dev`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args and args[0] in (*COMMANDS, *ctx.help_option_names)
        return super().parse_args(ctx, args if named else ["write", *args])


@click.group(cls=_Writing, lazy=COMMANDS)
def evidence() -> None:
    """Write what the data protection officer and the auditor ask for, and verify it."""
