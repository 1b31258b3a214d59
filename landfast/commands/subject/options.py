"""What the commands on a person have in common."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from functools import wraps
from typing import TypedDict

import click

from landfast.commands.options import environment_argument, json_option, where_options


class OfPerson(TypedDict):
    """Who is asked about, and since when."""

    identifier: str
    environment: str | None
    received: dt.date | None
    by: str
    reason: str
    looked_into: str


def person_options(command: Callable[..., None]) -> Callable[..., None]:
    """Person, environment and request, as the one argument `person` of a command; then where, and `--json`."""

    @click.argument("identifier", metavar="ID")
    @environment_argument
    @where_options
    @click.option(
        "--received",
        type=click.DateTime(("%Y-%m-%d",)),
        metavar="YYYY-MM-DD",
        help="Day of the request, which is due a month later.  [default: today]",
    )
    @click.option("--by", default="", metavar="NAME", help="Who carries it out.  [default: this account]")
    @click.option("--reason", default="request of the data subject", show_default=True, help="Goes into the record.")
    @click.option(
        "--looked-into",
        default="",
        metavar="TEXT",
        help="What came of what no project reaches, by a person who has looked into it.",
    )
    @json_option
    @wraps(command)
    def gathered(
        *,
        identifier: str,
        environment: str | None,
        received: dt.datetime | None,
        by: str,
        reason: str,
        looked_into: str,
        **more: object,
    ) -> None:
        day = received.date() if received else None
        person = OfPerson(
            identifier=_read(identifier), environment=environment, received=day, by=by, reason=reason,
            looked_into=looked_into,
        )  # fmt: skip
        command(person=person, **more)

    return gathered


def _read(word: str) -> str:
    """The word, or for `-` a line of the standard input: an identifier in a shell's history is one more copy."""
    return sys.stdin.readline().rstrip("\n") if word == "-" else word
