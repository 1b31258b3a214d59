"""Groups of commands: imported when they are asked for, listed whole, and what was meant is offered."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from typing import Any

import click

from landfast.core.near import near_misses

# What other tools call it.
_ELSEWHERE = {
    "apply": "up", "deploy": "up", "create": "up", "start": "up", "run": "up", "destroy": "down", "delete": "down",
    "remove": "down", "rm": "down", "stop": "down", "validate": "check", "lint": "check", "test": "check",
    "scan": "check", "audit": "check", "show": "status", "list": "status", "ls": "status", "diff": "plan",
    "preview": "plan", "new": "init", "build": "synth", "generate": "blueprint new", "draw": "graph",
}  # fmt: skip


class Group(click.Group):
    """A group whose help cuts no line, and which offers what was meant by a command that there is not."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [(name, _first_sentence(command)) for name, command in found if command is not None]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if self.get_command(ctx, name) is None and not name.startswith("-"):
            known = self.list_commands(ctx)
            elsewhere = _ELSEWHERE.get(name, "")
            meant = elsewhere if elsewhere.partition(" ")[0] in known else next(iter(near_misses(name, known)), "")
            offered = f"did you mean {meant}?" if meant else f"there are {', '.join(known)}"
            ctx.fail(f"No such command '{name}'; {offered}")
        return super().resolve_command(ctx, args)


def _first_sentence(command: click.Command) -> str:
    """Of its help. click ends one behind `Art.`, too."""
    first = " ".join((command.help or "").partition("\n\n")[0].split())
    return re.split(r"(?<!Art)\.(?: |$)", first, maxsplit=1)[0] + "."


class LazyGroup(Group):
    """`lazy` names each command as `module:attribute`."""

    def __init__(self, *args: Any, lazy: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self._lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return sorted(self._lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # click's signature
        if cmd_name not in self._lazy:
            return None
        module, _, attribute = self._lazy[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command
