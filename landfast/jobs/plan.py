"""Plans an environment: what `up` would change, what the policies say of it, what it costs; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from landfast.check import Report
from landfast.core.progress import Reporter, silent
from landfast.cost import Cost
from landfast.jobs.losing import loss_documents
from landfast.jobs.provision import judged
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.jobs.result import Refused, cost_document, report_document
from landfast.judging import PolicyRefusedError
from landfast.targets.workspace import Workspace
from landfast.terraform import Loss, StackPlan, losses

if TYPE_CHECKING:
    from landfast.jobs.documents import PlanDocument, StackPlanDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest(EnvironmentRequest):
    """The environment to plan."""


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What would change, what the policies say of it, and what the environment costs while nobody uses it."""

    workspace: Workspace
    plans: Mapping[str, StackPlan]
    verdict: Report
    cost: Cost

    command: ClassVar[str] = "plan"
    exit_code: ClassVar[int] = 0

    @property
    def losses(self) -> Sequence[Loss]:
        """What `up` would destroy or make anew."""
        return [loss for name, stack in self.plans.items() for loss in losses(name, stack.document)]

    def to_json(self) -> PlanDocument:
        return {
            "stacks": {name: _counts(stack) for name, stack in self.plans.items()},
            "losses": loss_documents(self.losses),
            "policies": report_document(self.verdict),
            "cost": cost_document(self.cost),
        }


def _counts(stack: StackPlan) -> StackPlanDocument:
    return {"create": stack.create, "update": stack.update, "replace": stack.replace, "delete": stack.delete}


def plan(request: PlanRequest, report: Reporter = silent) -> PlanResult | Refused:
    """Plans every stack and has every plan judged. Raises: UserError."""
    workspace = request.workspace()
    report(begun("plan", workspace))
    try:
        with judged(workspace, report) as it:
            plans = it.driver.plan()
        for stack, planned in plans.items():
            it.gate.planned(stack, planned.document)
    except PolicyRefusedError as refusal:
        return Refused("plan", workspace, refusal)
    return PlanResult(workspace, plans, it.verdict, it.cost)
