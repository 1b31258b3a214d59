"""What a run would lose, and who agreed to it: a person on a terminal, or the request, by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from landfast.core.errors import UserError
from landfast.targets.workspace import Workspace
from landfast.terraform import Loss

if TYPE_CHECKING:
    from landfast.jobs.documents import LossDocument, WithheldDocument

# Whether a person agrees; all of the losses hold data, or none does.
Ask = Callable[[Workspace, Sequence[Loss]], bool]


class Agreed(Protocol):
    """What a request has agreed to: that what holds no data goes, and what may go with what it holds."""

    @property
    def agreed(self) -> bool: ...

    @property
    def allow_loss(self) -> Sequence[str]: ...


class LossRefusedError(UserError):
    """Nobody agreed to lose something; nothing has been done."""

    def __init__(self, losses: Sequence[Loss]) -> None:
        self.losses = tuple(losses)
        holding = any(loss.holds_data for loss in losses)
        what = "hold data, and nobody agreed to lose them" if holding else "would go, and nobody agreed"
        super().__init__(f"{len(losses)} resources {what}: nothing has been done; {self.next_step}")

    @property
    def next_step(self) -> str:
        project = next((loss.name for loss in self.losses if loss.is_project), None)
        whole = f", or --allow-loss {project} for all that is in the project" if project else ""
        return f"answer on a terminal, or name each with --allow-loss NAME{whole}"


@dataclass(frozen=True, slots=True)
class Withheld:
    """A job that nobody agreed to, for what it would lose; nothing has been done."""

    command: str
    workspace: Workspace
    refusal: LossRefusedError

    @property
    def exit_code(self) -> int:
        return self.refusal.exit_code

    def to_json(self) -> WithheldDocument:
        return {"losses": loss_documents(self.refusal.losses), "next_step": self.refusal.next_step}


def nobody_is_asked(_workspace: Workspace, losses: Sequence[Loss]) -> bool:
    """Without a person what holds data stays."""
    return not any(loss.holds_data for loss in losses)


def agree(found: Sequence[Loss], workspace: Workspace, agreed: Agreed, ask: Ask) -> None:
    """Has every loss agreed to, by the request or by a person. Raises: LossRefusedError."""
    holding = [loss for loss in found if loss.holds_data and not _is_allowed(loss, found, agreed.allow_loss)]
    # A rehearsal asks for what rehearses a loss, and for nothing less.
    others = found if workspace.target.asks and not agreed.agreed else ()
    about = holding or others
    if about and not ask(workspace, about):
        raise LossRefusedError(about)


def loss_documents(found: Sequence[Loss]) -> list[LossDocument]:
    return [
        {
            "stack": loss.stack,
            "address": loss.address,
            "type": loss.type,
            "name": loss.name,
            "action": loss.action,
            "holds_data": loss.holds_data,
        }
        for loss in found
    ]


def _is_allowed(loss: Loss, found: Sequence[Loss], allowed: Collection[str]) -> bool:
    # With a project goes all that is in it, whoever else would have made it go.
    whole = any(other.is_project and other.name in allowed for other in found)
    return whole or any(name in allowed for name in (loss.address, f"{loss.stack}/{loss.address}", loss.name))
