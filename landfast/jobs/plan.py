"""Plans an environment: what `up` would change, what the policies say of it, what it costs; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast.check import Report
from landfast.core.errors import InputError, Problem
from landfast.core.progress import Reporter, silent
from landfast.cost import Cost
from landfast.jobs.changing import change_documents
from landfast.jobs.left_open import not_there
from landfast.jobs.made_before import refuse_older
from landfast.jobs.moving import FOUNDATION, Move, moves
from landfast.jobs.plan_file import write_plan
from landfast.jobs.planned_before import plan_file
from landfast.jobs.provision import judged
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.jobs.result import Refused, cost_document, report_document
from landfast.jobs.signing import Signer, signer
from landfast.judging import PolicyRefusedError
from landfast.projects.planned import planned_project
from landfast.targets.workspace import Workspace
from landfast.terraform import PlannedChange, StackPlan, changes, digest, in_order

if TYPE_CHECKING:
    from landfast.jobs.documents import PlanDocument, StackPlanDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest(EnvironmentRequest):
    """The environment to plan. `attributes`: all that changes of each resource stands in the document, too. `differs`:
    exit code 1 if anything would change. `out`: a file to keep the plan
    in, for `up`; `sign`: the private key that signs it."""

    attributes: bool = False
    differs: bool = False
    out: Path | None = None
    sign: Path | None = None


@dataclass(frozen=True, slots=True)
class PlanResult:
    """What would change, what the policies say of it, and what the environment costs while nobody uses it.

    `moves`: what of it is a new name, or another region, of an environment that stands. `changes`: what is lost first.
    `attributes`: whether all that changes of each resource is told. `differs`: whether a change is exit code 1. `file`:
    where the plan is kept; `signed_by`: the SHA-256 of the public key, if it is signed. `ticket`: the file that says
    what is asked of others. `left_out`: what the universe does not have, and what is weaker for it.
    """

    workspace: Workspace
    moves: Sequence[Move]
    plans: Mapping[str, StackPlan]
    changes: Sequence[PlannedChange]
    verdict: Report
    cost: Cost
    attributes: bool = False
    differs: bool = False
    file: Path | None = None
    signed_by: str | None = None
    ticket: Path | None = None
    left_out: Sequence[Problem] = ()

    command: ClassVar[str] = "plan"

    @property
    def exit_code(self) -> int:
        return 1 if self.differs and self.changes else 0

    @property
    def refused(self) -> Move | None:
        """What `up` refuses of it, whoever agrees."""
        return next((move for move in self.moves if move.is_refused), None)

    @property
    def digest(self) -> str:
        """What names all of it: `up` can be asked for just that."""
        return digest(self.changes)

    @property
    def named(self) -> str:
        """What `up --plan` is given: the file, if there is one."""
        return Workspace.shown(self.file) if self.file else self.digest

    def to_json(self) -> PlanDocument:
        return {
            "digest": self.digest,
            "moves": [move.to_json() for move in self.moves],
            "stacks": {name: _counts(stack) for name, stack in self.plans.items()},
            "changes": change_documents(self.changes, attributes=self.attributes),
            "policies": report_document(self.verdict),
            "cost": cost_document(self.cost),
            "file": str(self.file) if self.file else None,
            "signed_by": self.signed_by,
            "ticket": str(self.ticket) if self.ticket else None,
            "left_out": [str(problem) for problem in self.left_out],
        }


def _counts(stack: StackPlan) -> StackPlanDocument:
    return {"create": stack.create, "update": stack.update, "replace": stack.replace, "delete": stack.delete}


def plan(request: PlanRequest, report: Reporter = silent) -> PlanResult | Refused:
    """Plans every stack and has every plan judged; a plan that is refused is not kept. Raises: UserError."""
    workspace = request.workspace()
    key = _key(request)
    report(begun("plan", workspace))
    planned_project(workspace)  # What `up` would refuse before it applies anything, is no plan.
    try:
        with judged(workspace, report) as it:
            standing = it.driver.outputs_of(FOUNDATION)
            refuse_older(it.driver, standing)
            found = moves(workspace, standing, report)
            plans = it.driver.plan(keep=request.out is not None)
        for stack, planned in plans.items():
            it.gate.planned(stack, planned.document)
    except PolicyRefusedError as refusal:
        return Refused("plan", workspace, refusal)
    listed = in_order(change for name, stack in plans.items() for change in changes(name, stack.document))
    result = PlanResult(
        workspace,
        found,
        plans,
        listed,
        it.verdict,
        it.cost,
        request.attributes,
        request.differs,
        ticket=it.synthesis.ticket_file,
        left_out=tuple(not_there(workspace)),
    )
    if request.out is None:
        return result
    signed = write_plan(request.out, plan_file(workspace, it, plans, listed), key)
    return replace(result, file=request.out, signed_by=signed.key if signed else None)


def _key(request: PlanRequest) -> Signer | None:
    """Read first: what can't be signed need not be planned. Raises: InputError."""
    if request.sign is None:
        return None
    if request.out is None:
        raise InputError([Problem("--sign", "signs a file", next_step="name the file with --out, too")])
    return signer(request.sign)
