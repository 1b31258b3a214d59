"""How a command ends: its result shown, or the one JSON document of it, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from landfast.jobs.losing import Withheld
    from landfast.jobs.result import Refused, Result

R = TypeVar("R", bound="Result")


def finish(
    result: R | Refused | Withheld,
    show: Callable[[R], None],
    *,
    as_json: bool,
    show_refusal: Callable[[Refused], None] | None = None,
) -> NoReturn:
    """`show_refusal`: how the refusal of the policies is shown, if not as a table."""
    from landfast.jobs.losing import Withheld
    from landfast.jobs.result import Refused, document
    from landfast.screen.changes import show_withheld
    from landfast.screen.refused import show_refused

    if as_json:
        click.echo(document(result))
    elif isinstance(result, Refused):
        (show_refusal or show_refused)(result)
    elif isinstance(result, Withheld):
        show_withheld(result)
    else:
        show(result)
    sys.exit(result.exit_code)
