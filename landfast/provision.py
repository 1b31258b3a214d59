"""The work behind `up`, `plan` and `down`: synthesize, check, run Terraform on the target, check again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from landfast.check import Context, Document, Report, check
from landfast.core.errors import UserError
from landfast.core.progress import Event, Reporter
from landfast.cost import Cost, cost
from landfast.synth import Synthesis, run_lock, synthesize
from landfast.terraform import Driver, StackPlan, StackResult, find_engine
from landfast.workspace import Workspace

GATE: Literal["medium"] = "medium"
# Seconds between the tries of an apply: a grant is known everywhere within two minutes as a rule, within seven and more
# now and then (https://cloud.google.com/iam/docs/access-change-propagation). The rehearsal cloud knows it at once.
WAITS = (10.0, 20.0, 30.0, 60.0, 60.0, 120.0, 120.0, 180.0)


class PolicyRefusedError(UserError):
    """The policies refuse what was about to be planned or applied; nothing more has been done."""

    def __init__(self, report: Report, stage: str) -> None:
        self.report = report
        self.exit_code = report.exit_code(GATE)
        super().__init__(
            f"policies refuse the {stage}: {len(report.findings)} findings; "
            "mend the spec or the stack, or record a waiver with reason, owner and expiry"
        )


def policy_context(workspace: Workspace) -> Context:
    """What the policies need to know of the spec."""
    spec = workspace.spec
    return Context(
        area=spec.residency.area,
        region=spec.residency.region,
        special_categories=spec.special_categories,
        protected=workspace.environment.protected,
        waivers=spec.waivers,
        today=dt.datetime.now(dt.UTC).date(),
        # No stack makes the bucket of the states: it has to be there before the first of them.
        buckets={workspace.names.state_bucket: spec.residency.region},
        # What the spec names is on record: it is where the controller decided it.
        processors=spec.egress_hosts,
    )


def documents_of(synthesis: Synthesis) -> list[Document]:
    """The synthesized stacks as the policy engine takes them."""
    rehearsal = synthesis.target == "rehearsal"
    return [Document(stack.name, stack.read(), stack.sources, rehearsal) for stack in synthesis.stacks]


class Gate:
    """Judges the synthesized stacks, then each plan among the others: what a stack names may stand in another."""

    def __init__(self, workspace: Workspace, synthesis: Synthesis, report: Reporter) -> None:
        self._context = policy_context(workspace)
        self._documents = {document.name: document for document in documents_of(synthesis)}
        self._report = report

    def synthesized(self) -> Report:
        """Verdict on all stacks. Raises: PolicyRefusedError."""
        started = time.monotonic()
        self._report(Event("check", "start"))
        verdict = check(list(self._documents.values()), self._context)
        refused = verdict.exit_code(GATE) != 0
        seconds = time.monotonic() - started
        self._report(Event("check", "failed" if refused else "done", detail=verdict.summary(), seconds=seconds))
        if refused:
            raise PolicyRefusedError(verdict, "synthesized stacks")
        return verdict

    def planned(self, stack: str, plan: Mapping[str, Any]) -> None:
        """Lets a plan through. Raises: PolicyRefusedError."""
        before = self._documents.get(stack)
        if before is None:  # A stack that is no longer in the app: all that its plan does is delete.
            return
        planned = dataclasses.replace(before, body=plan)
        verdict = check(list((self._documents | {stack: planned}).values()), self._context)
        if verdict.exit_code(GATE) != 0:
            raise PolicyRefusedError(verdict, f"plan of stack {stack}")


@dataclass(frozen=True)
class Judged:
    """An environment that may be planned: what drives it, what judges its plans, the verdict so far and the cost."""

    driver: Driver
    gate: Gate
    verdict: Report
    cost: Cost


@dataclass(frozen=True)
class Provisioned:
    """An environment that stands: what changed, the verdict, the stacks' outputs, and what it costs unused."""

    results: Mapping[str, StackResult]
    verdict: Report
    outputs: Mapping[str, Mapping[str, Any]]
    cost: Cost

    @property
    def changed(self) -> bool:
        return any(result.created or result.updated or result.deleted for result in self.results.values())


@dataclass(frozen=True)
class Planned:
    """What would change, what the policies say of it, and what the environment costs while nobody uses it."""

    plans: Mapping[str, StackPlan]
    verdict: Report
    cost: Cost


@dataclass(frozen=True)
class Removed:
    """What was removed, and what is left of it: in the states, and on the rehearsal cloud."""

    results: Mapping[str, StackResult]
    in_states: int
    in_cloud: int | None


def synthesis_of(workspace: Workspace, report: Reporter) -> Synthesis:
    started = time.monotonic()
    report(Event("synth", "start"))
    synthesis = synthesize(workspace.spec, workspace.environment_name, workspace.target, workspace.synthesis_folder)
    count = sum(stack.resource_count for stack in synthesis.stacks)
    detail = f"{len(synthesis.stacks)} stacks, {count} resources"
    report(Event("synth", "done", detail=detail, seconds=time.monotonic() - started))
    return synthesis


@contextmanager
def driving(workspace: Workspace, synthesis: Synthesis, report: Reporter) -> Iterator[tuple[Driver, Any]]:
    """A driver on the workspace's target, and the rehearsal cloud if that is the target."""
    engine = find_engine(os.environ)
    if workspace.target == "google":
        yield Driver(engine, synthesis, report, os.environ, waits=WAITS), None
        return
    from landfast.rehearsal import RehearsalCloud, types_in

    # The whole schema would cost Terraform more than all else that a command does.
    types = types_in(stack.folder for stack in (*synthesis.stacks, *synthesis.retired))
    with RehearsalCloud(workspace.target_folder, types=types) as cloud:
        environ = {**os.environ, **cloud.environ}
        yield Driver(engine, synthesis, report, environ, restore=cloud.undelete_project), cloud


@contextmanager
def judged(workspace: Workspace, report: Reporter) -> Iterator[Judged]:
    """The environment synthesized and let through by the policies, and a driver on it. Raises: UserError."""
    with run_lock(workspace.synthesis_folder):
        synthesis = synthesis_of(workspace, report)
        gate = Gate(workspace, synthesis, report)
        verdict = gate.synthesized()
        with driving(workspace, synthesis, report) as (driver, _cloud):
            yield Judged(driver, gate, verdict, cost_of(workspace, synthesis))


def bring_up(workspace: Workspace, report: Reporter) -> Provisioned:
    """Provisions every stack, after every plan has passed the policies. Raises: UserError."""
    with judged(workspace, report) as it:
        results = it.driver.up(it.gate.planned)
        return Provisioned(results, it.verdict, it.driver.outputs(), it.cost)


def plan(workspace: Workspace, report: Reporter) -> Planned:
    """Plans every stack and changes nothing. Raises: UserError."""
    with judged(workspace, report) as it:
        plans = it.driver.plan()
    for stack, planned in plans.items():
        it.gate.planned(stack, planned.document)
    return Planned(plans, it.verdict, it.cost)


def cost_of(workspace: Workspace, synthesis: Synthesis) -> Cost:
    """What the synthesized stacks cost while nobody uses them, beside the environment's budget."""
    documents = {stack.name: stack.read() for stack in synthesis.stacks}
    return cost(documents, workspace.environment.budget_eur, workspace.spec.residency.region)


def take_down(workspace: Workspace, report: Reporter) -> Removed:
    """Destroys every stack in reverse order, and what the pipeline kept here for it. Raises: UserError."""
    if workspace.environment.protected:
        path = f"environments.{workspace.environment_name}.protected"
        raise UserError(f"{path}: the environment is protected; set it to false, run `landfast up`, then `down` again")
    with run_lock(workspace.synthesis_folder):
        synthesis = synthesis_of(workspace, report)
        with driving(workspace, synthesis, report) as (driver, cloud):
            results = driver.down()
            in_states = sum(len(addresses) for addresses in driver.resources().values())
            in_cloud = len(cloud.resources(workspace.names.project_id)) if cloud else None
    if workspace.target == "rehearsal":
        # The local run's buckets and registry stand for the environment's: they go with it.
        shutil.rmtree(workspace.project_folder / ".local" / workspace.environment_name, ignore_errors=True)
    return Removed(results, in_states, in_cloud)
