"""Drift as Markdown, for an issue or a comment that a schedule writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from landfast.check.report.formats.markdown import text_of
from landfast.jobs.request import begun
from landfast.screen.change_words import MARKS, by_stack, said
from landfast.screen.command_lines import on_environment
from landfast.screen.drift_words import headline, next_step, what_happened, what_up_does
from landfast.screen.folds import CommentRoom, Fold
from landfast.screen.program import NAME

if TYPE_CHECKING:
    from landfast.jobs.drift import DriftResult
    from landfast.terraform import Drifted

COLUMNS = ("", "holds", "resource", "what differs", "`up`")


def drift_markdown(result: DriftResult) -> str:
    """Drift as a comment. Resources beyond the room of a comment are counted, not shown."""
    mark = "⚠️" if result.drifted else "✅"
    lines = [f"### {mark} landfast drift: {text_of(headline(result))}", ""]
    lines += [text_of(begun("drift", result.workspace).detail)]
    if step := next_step(result, on_environment("up", result.workspace, call=NAME)):
        lines += ["", step]
    return "\n".join([*lines, *_stacks(result, CommentRoom(sum(map(len, lines))))]) + "\n"


def _stacks(result: DriftResult, room: CommentRoom) -> Iterator[str]:
    of_change = {(one.change.stack, one.change.address): one for one in result.drifted}
    for stack, changes in by_stack([one.change for one in result.drifted]):
        rows = [_row(of_change[stack, change.address]) for change in changes]
        yield from room.fold(Fold(stack, f"{len(rows)} drifted", rows, opened=True), COLUMNS)
    yield from room.rest("landfast drift")


def _row(one: Drifted) -> str:
    change = one.change
    differs = f"**loses {text_of(change.loses)}**" if change.loses else ""
    attributes = "<br>".join(text_of(said(item)) for item in change.attributes)
    resource = f"{text_of(what_happened(one))}<br>{text_of(change.address)}"
    cells = (f"`{MARKS[change.action]}`", change.group, resource, differs or attributes, what_up_does(one))
    return f"| {' | '.join(cells)} |"
