"""All commands, whichever come next."""

from __future__ import annotations

from collections.abc import Iterator

import click

from landfast.cli import landfast


def _commands(group: click.Group, above: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        if isinstance(found, click.Group):
            yield from _commands(found, (*above, name))
        else:
            yield " ".join((*above, name)), found


EVERY = dict(_commands(landfast))


def options(name: str) -> set[str]:
    """Of a command, with their dashes."""
    return {option for parameter in EVERY[name].params for option in parameter.opts if option.startswith("-")}


def words_needed(name: str) -> list[str]:
    """Something for each argument that has to be there: nothing that there is."""
    needed = [one for one in EVERY[name].params if isinstance(one, click.Argument) and one.required]
    return [f"no-such-{one.name}".lower() for one in needed]
