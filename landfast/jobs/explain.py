"""Explains a rule: what it demands and why, what it judges and reads, how to mend a finding, what it serves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast.core.errors import InputError, Problem
from landfast.core.near import near_misses
from landfast.policies.examples import NO_EXAMPLE, RuleExample, examples
from landfast.policies.frameworks import frameworks, serving
from landfast.policies.model import AnyRule
from landfast.policies.registry import installed, rules_in

if TYPE_CHECKING:
    from landfast.jobs.explain_document import ExplainDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainRequest:
    """`rule`: an id, in any case (`lf-res-005`), or without its beginning (`RES-005`). `rules`: files of rules that are
    written as data, or folders of them, which it may be one of."""

    rule: str
    rules: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class ExplainResult:
    """`controls`: name of each framework -> what of it the rule serves. `example` has what it reads, and what it wants
    changed; empty of others' rules."""

    rule: AnyRule
    controls: Mapping[str, Sequence[str]]
    example: RuleExample = NO_EXAMPLE

    command: ClassVar[str] = "explain"
    exit_code: ClassVar[int] = 0
    workspace: ClassVar[None] = None

    def to_json(self) -> ExplainDocument:
        rule = self.rule
        return {
            "rule": rule.id,
            "title": rule.title,
            "origin": rule.origin,
            "severity": rule.severity,
            "why": rule.why,
            "mend": {"landfast": rule.mend.landfast, "terraform": rule.mend.terraform},
            "judges": sorted(rule.types),
            "modes": sorted(rule.modes),
            "since": "" if rule.origin else rule.since,
            "reads": list(self.example.reads),
            "fixes": [{"types": sorted(fix.types), "path": fix.path, "value": fix.shown} for fix in rule.fixes],
            "before": self.example.before,
            "after": self.example.after,
            "controls": {name: list(controls) for name, controls in self.controls.items()},
        }


def explain(request: ExplainRequest) -> ExplainResult:
    """Raises: InputError if there is no such rule, or a plug-in is broken."""
    known = installed().plus(rules_in(request.rules)).by_id
    asked = request.rule.upper()
    found = known.get(asked) or known.get(f"LF-{asked}")
    if found is None:
        near = ", ".join(near_misses(asked, list(known)))
        step = f"did you mean {near}?" if near else "all of them: docs/policies.md, and `landfast plugins`"
        raise InputError([Problem("RULE", "no such rule", request.rule, next_step=step)])
    return explained(found)


def explained(rule: AnyRule) -> ExplainResult:
    """What is said of a rule, on its page too."""
    return ExplainResult(rule, _controls(rule), examples().get(rule.id, NO_EXAMPLE))


def _controls(rule: AnyRule) -> dict[str, list[str]]:
    served = {
        framework.name: [f"{control.id} {control.title}" for control in framework.controls if rule.id in control.rules]
        for framework in frameworks(serving([rule]))
    }
    return {name: controls for name, controls in served.items() if controls}
