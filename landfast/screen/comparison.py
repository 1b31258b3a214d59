"""The stand-in beside HashiCorp's provider: what differs and why, and what could not be compared."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

import click

from landfast.provider.explained import INDEX

if TYPE_CHECKING:
    from landfast.jobs.rehearsal_compare import RehearsalCompareResult, StackComparison
    from landfast.provider.comparing import Comparison, Difference

# More of them are a file's to list.
SHOWN = 20


def show_comparison(result: RehearsalCompareResult) -> None:
    for name, stack in result.stacks.items():
        _show_stack(name, stack)
    if result.file:
        click.echo(f"rehearsal | every difference: {result.workspace.shown(result.file)}")
    verdict = "nothing differs that isn't explained" if result.exit_code == 0 else _unsettled(result)
    click.echo(f"rehearsal | {verdict}")


def _unsettled(result: RehearsalCompareResult) -> str:
    open_ = [name for name, stack in result.stacks.items() if not stack.is_whole]
    missed = f"; not compared as a whole: {', '.join(open_)}" if open_ else ""
    return f"{result.unexplained} differences are not explained{missed}"


def _show_stack(name: str, stack: StackComparison) -> None:
    for what, comparison in stack.parts.items():
        if comparison is not None:
            _show(f"rehearsal | {name} {what}", comparison)
    for provider, problems in stack.problems.items():
        for problem in problems:
            for line in problem.splitlines():
                click.echo(f"rehearsal | {name} with {provider}: {line}")
    if stack.unanswered:
        click.echo(f"rehearsal | {name}: the wire does not answer {', '.join(stack.unanswered)}")


def _show(title: str, comparison: Comparison) -> None:
    reasons = Counter(one.reason for one in comparison.differences if one.reason)
    said = "".join(f", {count} explained: {reason}" for reason, count in sorted(reasons.items()))
    unexplained = comparison.unexplained
    click.echo(f"{title}: {comparison.extent}, {len(unexplained)} differ unexplained{said}")
    # The same of many resources of a type is one line, with the first of them.
    alike = Counter(_kind(one) for one in unexplained)
    first = {_kind(one): one for one in reversed(unexplained)}
    for kind, count in alike.most_common(SHOWN):
        one = first[kind]
        values = f"stand-in {json.dumps(one.stand_in)}, genuine {json.dumps(one.genuine)}"
        more = f" (and {count - 1} more such)" if count > 1 else ""
        click.echo(f"{title}: {one.address} {one.path or 'as a whole'}: {values}{more}")
    if len(alike) > SHOWN:
        click.echo(f"{title}: {len(alike) - SHOWN} others, which --out FILE or --json list")


def _kind(one: Difference) -> tuple[str, str, str, str]:
    """Type, path without indexes, and both values."""
    type_ = INDEX.sub("", one.address).rpartition(".")[0]
    return type_, INDEX.sub("", one.path), json.dumps(one.stand_in), json.dumps(one.genuine)
