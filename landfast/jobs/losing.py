"""What a run would lose, and who agreed: a person on a terminal, or the request, by name or by a plan's digest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from landfast.core.errors import UserError
from landfast.core.near import near_misses
from landfast.jobs.planned_before import Agreement, refuse_untold
from landfast.targets.workspace import Workspace
from landfast.terraform import PlannedChange, digest, in_order

NO_PLAN = Agreement()
# Whether a person agrees; all of the losses hold data, or none does.
Ask = Callable[[Workspace, Sequence[PlannedChange]], bool]


class Agreed(Protocol):
    """What a request has agreed to: that what holds no data goes, and what may go with what it holds."""

    @property
    def agreed(self) -> bool: ...

    @property
    def destroy(self) -> Sequence[str]: ...


class LossRefusedError(UserError):
    """Nobody agreed to lose something; nothing has been done."""

    def __init__(self, losses: Sequence[PlannedChange], digest: str, named: Sequence[str] = ()) -> None:
        self.losses = tuple(losses)
        self.digest = digest
        self._named = tuple(named)
        holding = any(loss.loses for loss in losses)
        what = "hold data, and nobody agreed to lose them" if holding else "would go, and nobody agreed"
        super().__init__(f"{len(losses)} resources {what}: nothing has been done; {self.next_step}")

    @property
    def next_step(self) -> str:
        project = next((loss.name for loss in self.losses if loss.is_project), None)
        whole = f", or --destroy {project} for all that is in the project" if project else ""
        known = [loss.name for loss in self.losses]
        meant = [near[0] for name in self._named if (near := near_misses(name, known))]
        slip = f"did you mean --destroy {meant[0]}? " if meant else ""
        named = f"name each with --destroy NAME{whole}, or the plan that was read with --plan DIGEST"
        alone = "" if any(loss.loses for loss in self.losses) else "pass --yes, "
        return f"{slip}answer on a terminal, {alone}{named}"


class PlanChangedError(UserError):
    """What would be done is not what somebody has read and agreed to; nothing has been done."""

    def __init__(self, agreed: str, found: str) -> None:
        super().__init__(
            f"--plan: the plan is another one now, {found}, not {agreed}: nothing has been done; "
            "read it with `landfast plan`, and name it"
        )


def nobody_is_asked(_workspace: Workspace, losses: Sequence[PlannedChange]) -> bool:
    """Without a person what holds data stays."""
    return not any(loss.loses for loss in losses)


def agree(
    found: Sequence[PlannedChange], workspace: Workspace, agreed: Agreed, ask: Ask, wanted: Agreement = NO_PLAN
) -> None:
    """Has every loss agreed to, by the request or by a person. Raises: LossRefusedError, PlanChangedError; InputError
    for a file that says something else.

    Who names a digest has read what it stands for. A file is made by a machine: what it loses is asked for.
    """
    made = digest(found)
    read = wanted.file.digest if wanted.file else wanted.digest
    # A run that has nothing left to do, as one that is run again, does nothing that nobody has read.
    if read and found and read != made:
        raise PlanChangedError(read, made)
    if wanted.file and found:
        refuse_untold(wanted.file, found)
    if wanted.digest:
        return
    losses = [change for change in in_order(found) if change.is_loss]
    holding = [loss for loss in losses if loss.loses and not _is_allowed(loss, losses, agreed.destroy)]
    # A rehearsal asks for what rehearses a loss, and for nothing less.
    others = losses if workspace.target.asks and not agreed.agreed else ()
    about = holding or others
    if about and not ask(workspace, about):
        unused = [name for name in agreed.destroy if not any(_is_called(loss, name) for loss in losses)]
        raise LossRefusedError(about, made, unused)


def _is_allowed(loss: PlannedChange, losses: Sequence[PlannedChange], allowed: Collection[str]) -> bool:
    # With a project goes all that is in it, whoever else would have made it go.
    whole = any(other.is_project and other.name in allowed for other in losses)
    return whole or any(_is_called(loss, name) for name in allowed)


def _is_called(loss: PlannedChange, name: str) -> bool:
    return name in (loss.address, f"{loss.stack}/{loss.address}", loss.name)
