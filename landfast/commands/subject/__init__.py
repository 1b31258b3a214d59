"""The commands `landfast subject ...`."""

from __future__ import annotations

import click

from landfast.commands.lazy import LazyGroup

COMMANDS = {
    "erase": "landfast.commands.subject.erase:subject_erase",
    "export": "landfast.commands.subject.export:subject_export",
    "requests": "landfast.commands.subject.requests:subject_requests",
}


@click.group(cls=LazyGroup, lazy=COMMANDS)
def subject() -> None:
    """What a person may ask for, in every generated project of an environment: a copy, erasure; and what is due."""
