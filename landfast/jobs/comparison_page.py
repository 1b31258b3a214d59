"""A comparison of two providers as Markdown: every value that differs, side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from landfast.provider.comparing import Comparison

if TYPE_CHECKING:
    from landfast.jobs.rehearsal_compare import StackComparison


def comparison_markdown(project: str, stacks: Mapping[str, StackComparison]) -> str:
    """What nothing explains comes first."""
    return "\n".join(_lines(project, stacks)) + "\n"


def _lines(project: str, stacks: Mapping[str, StackComparison]) -> Iterator[str]:
    yield from (f"# {project}: the stand-in and HashiCorp's provider", "", "Of a rehearsal on this machine.", "")
    for name, stack in stacks.items():
        yield from (f"## {name}", "")
        for provider, problems in stack.problems.items():
            for problem in problems:
                yield from (f"With {provider}: {problem}", "")
        if stack.unanswered:
            yield from ("The wire does not answer: " + ", ".join(f"`{each}`" for each in stack.unanswered), "")
        for what, comparison in stack.parts.items():
            yield from _table(what, comparison)


def _table(what: str, comparison: Comparison | None) -> Iterator[str]:
    if comparison is None:
        yield from (f"Not compared: what is {what}.", "")
        return
    yield from (f"{what.capitalize()}: {comparison.extent}, {len(comparison.unexplained)} unexplained.", "")
    if not comparison.differences:
        return
    yield from ("| resource | attribute | stand-in | genuine | reason |", "|---|---|---|---|---|")
    for one in sorted(comparison.differences, key=lambda each: bool(each.reason)):
        cells = (one.address, one.path, json.dumps(one.stand_in), json.dumps(one.genuine), one.reason)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
    yield ""
