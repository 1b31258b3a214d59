"""What a job hands back that nobody agreed to. Every command asks if it is that, so nothing of Terraform is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landfast.jobs.documents import WithheldDocument
    from landfast.jobs.losing import LossRefusedError
    from landfast.targets.workspace import Workspace


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
        from landfast.jobs.changing import change_documents

        return {
            "losses": change_documents(self.refusal.losses),
            "digest": self.refusal.digest,
            "next_step": self.refusal.next_step,
        }
