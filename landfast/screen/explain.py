"""A rule, for a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from landfast.screen.consoles import console

if TYPE_CHECKING:
    from landfast.jobs.explain import ExplainResult

# So many types are named; more are counted.
MOST_TYPES = 12


def show_rule(result: ExplainResult) -> None:
    out, rule = console(), result.rule
    out.print(Text.assemble((rule.id, "bold"), f"  {rule.title}  ", (rule.severity, "dim")))
    if rule.origin:
        out.print(Text(f"of {rule.origin}", "dim"))
    out.print()
    out.print(Text(rule.why))
    for head, text in (
        ("mend", rule.mend.landfast),
        ("in Terraform", rule.mend.terraform),
        ("judges", _judged(result)),
        ("reads", _first(result.example.reads)),
        ("--fix sets", _fixes(result)),
        ("before", result.example.before.rstrip()),
        ("after", result.example.after.rstrip()),
        ("since", "" if rule.origin else rule.since),
    ):
        if not text:
            continue
        out.print()
        out.print(Text(head, "dim"))
        out.print(Padding(Text(text), (0, 0, 0, 2)))
    if result.controls:
        out.print()
        out.print(Text("serves", "dim"))
    for name, controls in result.controls.items():
        out.print(Padding(Text(f"{name}: {'; '.join(controls)}"), (0, 0, 0, 2)))


def _judged(result: ExplainResult) -> str:
    types = sorted(result.rule.types)
    if types == ["*"]:
        return f"every {' and '.join(sorted(result.rule.modes))}"
    return _first(types)


def _first(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_TYPES} more" if len(names) > MOST_TYPES else ""
    return f"{', '.join(names[:MOST_TYPES])}{more}"


def _fixes(result: ExplainResult) -> str:
    return "\n".join(f"{fix.path} = {fix.shown} ({_first(sorted(fix.types))})" for fix in result.rule.fixes).replace(
        "(*)", "(every type that has it)"
    )
