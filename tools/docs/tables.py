"""Tables and lists that stand between marks of a page."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator

import click

from landfast.check.evaluate.functions import FUNCTIONS, SPECIAL
from landfast.cli import landfast
from landfast.stacks.spec.schema import fields


def command_table() -> str:
    rows = [f"| `{usage}` | {text} |" for usage, text in _commands(landfast, "landfast")]
    return "\n".join(["| command | what it does |", "|---|---|", *rows]) + "\n"


def _commands(group: click.Group, prefix: str) -> Iterator[tuple[str, str]]:
    """(how it is called, what it does) of each command."""
    for path, command in _each(group, prefix):
        of = click.Context(command)
        arguments = [part.make_metavar(of) for part in command.params if isinstance(part, click.Argument)]
        first = (command.help or "").split("\n\n")[0].replace("\n", " ")
        yield " ".join([path, *arguments]), first


def _each(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in sorted(group.list_commands(context)):
        command, path = group.get_command(context, name), f"{prefix} {name}"
        if isinstance(command, click.Group):
            yield from _each(command, path)
        elif command is not None:
            yield path, command


def field_table() -> str:
    rows = [
        f"| `{one.path}` | {_default(one.default)} | {one.allowed.replace('|', chr(92) + '|')} | {one.meaning} |"
        for one in fields()
    ]
    return "\n".join(["| field | default | takes | meaning |", "|---|---|---|---|", *rows]) + "\n"


def _default(value: str) -> str:
    return value if value in ("", "required") else f"`{value}`"


def command_pages() -> str:
    """Each command with its words, options and defaults, as `--help` says them."""
    return "\n".join(part for path, command in _each(landfast, "landfast") for part in _page(path, command))


def _page(path: str, command: click.Command) -> Iterator[str]:
    of = click.Context(command, info_name=path)
    yield f"## `{path}`\n"
    yield f"{of.get_usage().removeprefix('Usage: ')}\n".replace(path, f"`{path}", 1).replace("\n", "`\n", 1)
    yield re.sub(r"(?<=\S)\n(?=\S)", " ", inspect.cleandoc(command.help or "")) + "\n"
    options = [
        record
        for part in command.get_params(of)
        if isinstance(part, click.Option) and (record := part.get_help_record(of))
    ]
    if options:
        yield "\n".join(
            ["| option | meaning |", "|---|---|", *(f"| `{_cell(name)}` | {_cell(text)} |" for name, text in options)]
        )
        yield ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def function_list() -> str:
    return textwrap.fill(", ".join(f"`{name}`" for name in sorted([*FUNCTIONS, *SPECIAL])), 120) + "\n"
