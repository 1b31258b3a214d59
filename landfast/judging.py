"""The gate before anything is planned, applied or run, and what it needs to know of the spec."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landfast.check import Configuration, Document, PlanFile, PolicyContext, Report, Subject, Ticket, check
from landfast.core.errors import InputError, Problem, UserError
from landfast.core.progress import Event, Reporter
from landfast.policies.registry import installed, rules_in
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.core.progress import State
    from landfast.policies.model import Severity
    from landfast.synth import Synthesis


class PolicyRefusedError(UserError):
    """The policies refuse what was about to be planned or applied; nothing more has been done."""

    def __init__(self, report: Report, stage: str, fail_on: Severity) -> None:
        self.report = report
        self.fail_on = fail_on
        self.exit_code = report.exit_code(fail_on)
        super().__init__(f"the policies refuse the {stage}: {_refusal(report, fail_on)}")


def _refusal(report: Report, fail_on: Severity) -> str:
    """What is the matter: findings, or what nobody could judge."""
    from landfast.policies.model import SEVERITIES

    grave = reversed(SEVERITIES[SEVERITIES.index(fail_on) :])
    said = [f"{report.count(severity)} {severity}" for severity in grave if report.count(severity)]
    unknown = sum(finding.unknown for finding in report.findings)
    parts = [f"{', '.join(said)} findings"] if said else []
    parts += [f"{unknown} of what can't be judged"] if unknown and not said else []
    parts += [f"{len(report.problems)} that can't be read ({report.problems[0]})"] if report.problems else []
    step = "mend the spec or the stack, or record a waiver with reason, owner and expiry"
    return f"{' and '.join(parts)}; {step if said or unknown else 'mend what is named, and run again'}"


def policy_context(workspace: Workspace) -> PolicyContext:
    """What the policies need to know of the spec."""
    spec = workspace.spec
    _require(spec.policies.packages)
    return PolicyContext(
        area=spec.residency.within,
        region=spec.residency.region,
        special_categories=spec.special_categories,
        ai_roles=spec.ai.role if spec.ai else (),
        protected=workspace.environment.protected,
        waivers=spec.waivers,
        today=dt.datetime.now(dt.UTC).date(),
        # No stack makes the bucket of the states: it has to be there before the first of them.
        buckets={workspace.names.state_bucket: spec.residency.region},
        # What the spec names is on record: it is where the controller decided it.
        processors=spec.recorded_hosts,
        fail_on=spec.policies.fail_on,
        rules=installed().plus(rules_in(_within(workspace.home, spec.policies.rules))),
    )


def subjects_of(synthesis: Synthesis) -> list[Configuration | Ticket]:
    """The synthesized stacks, and the ticket, as the policy engine takes them."""
    found: list[Configuration | Ticket] = []
    for stack in (*synthesis.stacks, *filter(None, (synthesis.ticket,))):
        document = Document(stack.name, stack.read(), stack.sources, synthesis.simulated)
        found.append(Ticket(document) if stack is synthesis.ticket else Configuration(document))
    return found


def _within(home: Path, paths: Sequence[str]) -> list[Path]:
    """The files that a spec names, below its folder: what it says may come from anybody, and reads nothing elsewhere.

    Raises: InputError for those that lead out, by links too.
    """
    outside = [path for path in paths if not (home / path).resolve().is_relative_to(home.resolve())]
    if outside:
        fact, step = "leads out of the spec's folder", "move them below it, or name them with --rules"
        raise InputError(Problem("policies.rules", fact, path, next_step=step) for path in outside)
    return [home / path for path in paths]


def _require(packages: Sequence[str]) -> None:
    """Raises: InputError for those that bring no rule here."""
    from landfast.core.plugins import entries

    there = {_plain(entry.distribution) for entry in entries("policies")}
    absent = [name for name in packages if _plain(name) not in there]
    if absent:
        step = "install it where landfast is: pip install {}"
        raise InputError(
            Problem("policies.packages", "brings no rules here", name, next_step=step.format(name)) for name in absent
        )


def _plain(distribution: str) -> str:
    """A distribution's name, whichever way it is written (https://packaging.python.org: name normalization)."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


class Gate:
    """Judges the synthesized stacks, then each plan among the others: what a stack names may stand in another."""

    def __init__(self, context: PolicyContext, synthesis: Synthesis, report: Reporter) -> None:
        self._context = context
        self._stacks = {stack.name: stack for stack in subjects_of(synthesis)}
        self._report = report

    @property
    def stacks(self) -> list[Subject]:
        """What is judged."""
        return list(self._stacks.values())

    def synthesized(self) -> Report:
        """Verdict on all stacks. Raises: PolicyRefusedError."""
        started = time.monotonic()
        self._report(Event("check", "start"))
        verdict = check(self.stacks, self._context)
        _tell(verdict, "", started, self._report, self._context.fail_on)
        return _let_through(verdict, "synthesized stacks", self._context.fail_on)

    def planned(self, stack: str, plan: Mapping[str, Any]) -> None:
        """Lets a plan through. Raises: PolicyRefusedError."""
        before = self._stacks.get(stack)
        if before is None:  # A stack that is no longer in the app: all that its plan does is delete.
            return
        # What must be made first is planned alone, and the rest of the stack after it: each comes by here.
        planned = PlanFile(dataclasses.replace(before.document, body=plan), may_be_part=True)
        together: dict[str, Subject] = {**self._stacks, stack: planned}
        verdict = check(list(together.values()), self._context)
        _let_through(verdict, f"plan of stack {stack}", self._context.fail_on)


def gate_project(workspace: Workspace, folder: Path, report: Reporter) -> None:
    """Lets the ML project of an environment run, if what it names stays in the area. Raises: PolicyRefusedError."""
    from landfast.check.projects.folder import load_project
    from landfast.check.report.paths import placed

    started = time.monotonic()
    context = policy_context(workspace)
    verdict = placed(check(load_project(folder), context), folder)
    _tell(verdict, folder.name, started, report, context.fail_on)
    _let_through(verdict, f"ML project {workspace.shown(folder)}", context.fail_on)


def _let_through(verdict: Report, stage: str, fail_on: Severity) -> Report:
    if verdict.exit_code(fail_on) != 0:
        raise PolicyRefusedError(verdict, stage, fail_on)
    return verdict


def _tell(verdict: Report, subject: str, started: float, report: Reporter, fail_on: Severity) -> None:
    state: State = "failed" if verdict.exit_code(fail_on) != 0 else "done"
    seconds = time.monotonic() - started
    report(Event("check", state, subject=subject, detail=verdict.summary(), seconds=seconds))
