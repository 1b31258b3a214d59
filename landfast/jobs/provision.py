"""What jobs that work on an environment have in common: its stacks synthesized and judged, and a driver on them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

from landfast.check import Report, evaluated
from landfast.core.files import ignored_by_git
from landfast.core.lock import run_lock
from landfast.core.progress import Event, Reporter
from landfast.cost import Cost, cost
from landfast.jobs.moving import refuse_other_states
from landfast.judging import Gate, policy_context
from landfast.policies.model import Resource
from landfast.synth import Synthesis, synthesize
from landfast.targets import Session
from landfast.targets.workspace import Workspace
from landfast.terraform import Driver, find_engine


@dataclass(frozen=True, slots=True)
class Cleared:
    """An environment that may be planned: what drives it, what judges its plans, the verdict so far and the cost."""

    synthesis: Synthesis
    driver: Driver
    session: Session
    gate: Gate
    verdict: Report
    cost: Cost


def synthesized(workspace: Workspace, report: Reporter) -> Synthesis:
    """The environment's stacks, written to its folder, without what waits for an image. Raises: UserError."""
    started = time.monotonic()
    report(Event("synth", "start"))
    spec, name = workspace.spec, workspace.environment_name
    awaited = workspace.target.awaits_image(spec, name)
    stood = spec.without_tracking_server() if awaited else spec
    synthesis = synthesize(stood, name, workspace.target, workspace.synthesis_folder)
    count = sum(stack.resource_count for stack in synthesis.stacks)
    detail = f"{len(synthesis.stacks)} stacks, {count} resources"
    if awaited:
        detail += f"; MLflow's server is left out: nobody has pushed {spec.platform.tracking_image} yet"
    if synthesis.ticket and synthesis.ticket_file:
        detail += f"; {synthesis.ticket.resource_count} asked of others: {workspace.shown(synthesis.ticket_file)}"
    report(Event("synth", "done", detail=detail, seconds=time.monotonic() - started))
    return synthesis


@contextmanager
def driving(workspace: Workspace, synthesis: Synthesis, report: Reporter) -> Iterator[tuple[Driver, Session]]:
    """A driver on the workspace's target, and the target's session. Raises: UserError."""
    # To ask the engine for its version takes as long as to start the rehearsal.
    with ThreadPoolExecutor(1) as pool:
        engine = pool.submit(find_engine, os.environ)
        with workspace.target.session(workspace.target_folder, synthesis) as session:
            yield Driver(engine.result(), synthesis, report, session.access), session


@contextmanager
def judged(workspace: Workspace, report: Reporter) -> Iterator[Cleared]:
    """The environment synthesized and let through by the policies, and a driver on it. Raises: UserError."""
    ignored_by_git(workspace.own_folder)
    with run_lock(workspace.synthesis_folder):
        # First: rules that are to be there and aren't, or are broken, need no synthesis to be told of.
        context = policy_context(workspace)
        # The stacks are made in another process meanwhile. What goes wrong here, goes wrong again where it is needed.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(workspace.target.get_ready)
            synthesis = synthesized(workspace, report)
        refuse_other_states(workspace, synthesis)
        gate = Gate(context, synthesis, report)
        verdict = gate.synthesized()
        with driving(workspace, synthesis, report) as (driver, session):
            yield Cleared(synthesis, driver, session, gate, verdict, cost_of(workspace, evaluated(gate.stacks)))


def cost_of(workspace: Workspace, resources: Sequence[Resource]) -> Cost:
    """What evaluated stacks cost while nobody uses them, beside the environment's budget."""
    spec = workspace.spec
    return cost(resources, workspace.environment.budget_eur, spec.residency.region, spec.costs.exchange)
