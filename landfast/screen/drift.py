"""What others changed of an environment, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from landfast.screen.changes import details, print_stacks
from landfast.screen.command_lines import on_environment
from landfast.screen.consoles import console
from landfast.screen.drift_words import headline, next_step, what_happened, what_up_does

if TYPE_CHECKING:
    from landfast.jobs.drift import DriftResult
    from landfast.terraform import Drifted, PlannedChange


def show_drift(result: DriftResult) -> None:
    out = console()
    of_change = {(one.change.stack, one.change.address): one for one in result.drifted}

    def lines(change: PlannedChange) -> Iterator[Text]:
        return _lines(of_change[change.stack, change.address])

    print_stacks([one.change for one in result.drifted], lines)
    out.print(headline(result), style="bold red" if result.drifted else "bold", highlight=False, soft_wrap=True)
    step = next_step(result, on_environment("up", result.workspace))
    if step:
        out.print(step, highlight=False, soft_wrap=True)


def _lines(one: Drifted) -> Iterator[Text]:
    first = Text(what_happened(one))
    if one.change.loses:
        first.append(f", with {one.change.loses}", "bold red")
    yield first
    yield from details(one.change)
    yield Text(f"  {what_up_does(one)}", "dim")
