"""A plan as Markdown, for a comment on a pull request: what is lost first, all else folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from landfast.check.report.formats.markdown import text_of
from landfast.jobs.request import begun
from landfast.screen.change_words import MARKS, by_stack, reason, said, sections, summary, thing
from landfast.screen.command_lines import on_environment
from landfast.screen.folds import CommentRoom, Fold
from landfast.screen.program import NAME

if TYPE_CHECKING:
    from landfast.jobs.plan import PlanResult
    from landfast.terraform import PlannedChange

COLUMNS = ("", "holds", "resource", "why", "lost")


def plan_markdown(result: PlanResult) -> str:
    """The plan as a comment. Changes beyond the room of a comment are counted, not shown; what is lost comes first."""
    changes = result.changes
    place = begun("plan", result.workspace).detail
    mark = "⚠️" if any(one.loses for one in changes) else "✅"
    lines = [f"### {mark} landfast plan: {summary(changes)}", "", f"{text_of(place)}"]
    for move in result.moves:
        lines += ["", *(f"> {text_of(line)}<br>" for line in str(move).splitlines())]
    lines += ["", f"Policies: {text_of(result.verdict.summary())}", ""]
    lines += [f"- {text_of(str(problem))}" for problem in result.left_out]
    lines += [""] if result.left_out else []
    cost = result.cost
    lines += [f"Fixed cost: {cost.monthly:,.2f} {cost.currency} a month ({text_of(cost.prices_of)})"]
    if result.refused:
        lines += ["", f"`up` refuses another region for what stands in {text_of(result.refused.before)}."]
    elif changes:
        command = f"{on_environment('up', result.workspace, call=NAME)} --plan {result.named}"
        lines += ["", "This, and nothing else:", "", f"```console\n$ {command}\n```"]
        if result.file:
            lines += ["", *_of_a_file(result)]
    return "\n".join([*lines, *_sections(changes, sum(map(len, lines)), attributes=result.attributes)]) + "\n"


def _of_a_file(result: PlanResult) -> Iterator[str]:
    """What a reader of the plan has to know of its file."""
    signed = f"signed by key {result.signed_by}" if result.signed_by else "not signed"
    yield f"The file is {signed}; its digest is {result.digest}. It may hold secrets: keep it from others."
    if any(one.loses for one in result.changes):
        yield "Name what may be lost: add `--destroy NAME` for each that is marked below."


def _sections(changes: Sequence[PlannedChange], size: int, *, attributes: bool) -> Iterator[str]:
    room = CommentRoom(size)
    for heading, part in sections(changes):
        yield from ("", f"#### {heading}")
        for stack, of_stack in by_stack(part):
            opened = part[0].is_loss and any(one.loses for one in of_stack)
            rows = [_row(change, attributes=attributes) for change in of_stack]
            yield from room.fold(Fold(stack, summary(of_stack), rows, opened), COLUMNS)
    yield from room.rest("landfast plan")


def _row(change: PlannedChange, *, attributes: bool) -> str:
    name = text_of(thing(change))
    if attributes:
        name += "".join(f"<br>{text_of(said(item))}" for item in change.attributes)
    cells = (f"`{MARKS[change.action]}`", change.group, name, text_of(reason(change)), _bold(change.loses))
    return f"| {' | '.join(cells)} |"


def _bold(text: str) -> str:
    return f"**{text_of(text)}**" if text else ""
