"""How a command ends: its result shown, or the one JSON document of it, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from landfast.jobs.result import Refused, Result
    from landfast.jobs.withheld import Withheld

R = TypeVar("R", bound="Result")


def finish(
    result: R | Refused | Withheld,
    show: Callable[[R], None],
    *,
    as_json: bool,
    show_refusal: Callable[[Refused], None] | None = None,
) -> NoReturn:
    """`show_refusal`: how the refusal of the policies is shown, if not as a table."""
    from landfast.jobs.result import Refused, document
    from landfast.jobs.withheld import Withheld

    if as_json:
        click.echo(document(result))
    elif isinstance(result, Refused):
        from landfast.screen.refused import show_refused

        (show_refusal or show_refused)(result)
    elif isinstance(result, Withheld):
        from landfast.screen.changes import show_withheld

        show_withheld(result)
    else:
        show(result)
    sys.exit(result.exit_code)
