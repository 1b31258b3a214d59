"""Looks for what others than landfast changed or removed of an environment that stands; changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from landfast.core.files import ignored_by_git
from landfast.core.lock import run_lock
from landfast.core.progress import Reporter, silent
from landfast.jobs.changing import change_documents, drifted_document
from landfast.jobs.moving import refuse_other_states
from landfast.jobs.provision import driving, synthesized
from landfast.jobs.request import EnvironmentRequest, begun
from landfast.targets.workspace import Workspace
from landfast.terraform import Drifted, PlannedChange

if TYPE_CHECKING:
    from landfast.jobs.change_document import DriftDocument

# Of the document: one more when a reader of this one would misread the next.
FORMAT: Literal[1] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRequest(EnvironmentRequest):
    """The environment to look at."""


@dataclass(frozen=True, slots=True)
class DriftResult:
    """What stands otherwise than the states say. `resources`: how many there are by stack; empty if nothing stands.

    `by_cloud`: how many resources differ only in what the cloud itself keeps changing, or a stack leaves to others.
    `losses`: what `up` would destroy, with what it holds, to mend it; it asks first.
    """

    workspace: Workspace
    resources: Mapping[str, int]
    drifted: Sequence[Drifted]
    by_cloud: int
    losses: Sequence[PlannedChange] = ()

    command: ClassVar[str] = "drift"

    @property
    def exit_code(self) -> int:
        return 1 if self.drifted else 0

    def to_json(self) -> DriftDocument:
        return {
            "format": FORMAT,
            "resources": dict(self.resources),
            "drifted": [drifted_document(one) for one in self.drifted],
            "by_cloud": self.by_cloud,
            "losses": change_documents(self.losses),
        }


def drift(request: DriftRequest, report: Reporter = silent) -> DriftResult:
    """Reads what stands and compares it with the states. Raises: UserError."""
    workspace = request.workspace()
    report(begun("drift", workspace))
    ignored_by_git(workspace.own_folder)
    with run_lock(workspace.synthesis_folder):
        synthesis = synthesized(workspace, report)
        refuse_other_states(workspace, synthesis)
        with driving(workspace, synthesis, report) as (driver, _session):
            found = driver.drift().values()
            standing = {name: len(one.addresses) for name, one in driver.standing().items() if one.addresses}
    drifted = [one for stack in found for one in stack.drifted]
    losses = [loss for stack in found for loss in stack.losses]
    return DriftResult(workspace, standing, drifted, sum(stack.by_cloud for stack in found), losses)
