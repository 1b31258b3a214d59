"""What landfast is extended by, for a person."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from landfast.screen.consoles import console

if TYPE_CHECKING:
    from landfast.jobs.plugins import Extension, PluginsResult

# So many names are told; more are counted.
MOST_NAMES = 8


def show_plugins(result: PluginsResult) -> None:
    out = console()
    for group, members in groupby(result.extensions, key=lambda one: one.group):
        out.print(Text(f"landfast.{group}", "bold"))
        for one in members:
            out.print(Padding(_line(one), (0, 0, 0, 2)))
            for problem in one.problems:
                out.print(Padding(Text(str(problem), "red"), (0, 0, 0, 4)))


def _line(one: Extension) -> Text:
    source = f" ({one.entry} = {one.target})" if one.entry else ""
    more = f" and {len(one.offers) - MOST_NAMES} more" if len(one.offers) > MOST_NAMES else ""
    said = f"{', '.join(one.offers[:MOST_NAMES])}{more}" if one.offers else "broken"
    return Text.assemble((f"{one.distribution} {one.version}", "bold"), (source, "dim"), f"  {said}")
