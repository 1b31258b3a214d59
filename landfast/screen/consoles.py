"""The console that commands print to."""

from __future__ import annotations

import sys

from rich.console import Console


def console() -> Console:
    """Of stdout. What is piped on has no width of its own: wide enough for a finding, narrow enough for a log.

    What Google or a person wrote is no markup: `[/x]` in a column's name would end the program. `:tada:` is no picture.
    """
    return Console(width=None if sys.stdout.isatty() else 120, markup=False, emoji=False)
