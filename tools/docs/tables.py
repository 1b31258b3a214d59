"""Tables and lists that stand between marks of a page."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

import click

from landfast.check.evaluate.functions import FUNCTIONS
from landfast.cli import landfast
from landfast.stacks.spec.schema import fields


def command_table() -> str:
    rows = [f"| `{usage}` | {text} |" for usage, text in _commands(landfast, "landfast")]
    return "\n".join(["| command | what it does |", "|---|---|", *rows]) + "\n"


def _commands(group: click.Group, prefix: str) -> Iterator[tuple[str, str]]:
    """(how it is called, what it does) of each command."""
    context = click.Context(group)
    for name in sorted(group.list_commands(context)):
        command, path = group.get_command(context, name), f"{prefix} {name}"
        if isinstance(command, click.Group):
            yield from _commands(command, path)
        elif command is not None:
            of = click.Context(command)
            arguments = [part.make_metavar(of) for part in command.params if isinstance(part, click.Argument)]
            first = (command.help or "").split("\n\n")[0].replace("\n", " ")
            yield " ".join([path, *arguments]), first


def field_table() -> str:
    rows = [f"| `{path}` | {_default(default)} | {text} |" for path, default, text in fields()]
    return "\n".join(["| field | default | meaning |", "|---|---|---|", *rows]) + "\n"


def _default(value: str) -> str:
    return value if value in ("", "required") else f"`{value}`"


def function_list() -> str:
    return textwrap.fill(", ".join(f"`{name}`" for name in sorted([*FUNCTIONS, "can", "try"])), 120) + "\n"
