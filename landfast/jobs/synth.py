"""Writes the stacks of an environment as plain Terraform JSON, one folder each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast.core.files import ignored_by_git
from landfast.jobs.request import EnvironmentRequest
from landfast.stacks.backend import StateBucket
from landfast.synth import Synthesis, synthesize
from landfast.targets.workspace import Workspace

if TYPE_CHECKING:
    from landfast.jobs.documents import SynthDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthRequest(EnvironmentRequest):
    """The environment to write. `out`: the folder to write to, else one beside the spec."""

    out: Path | None = None


@dataclass(frozen=True, slots=True)
class SynthResult:
    """The stacks on disk. `state_bucket`: where they keep their states; empty if beside themselves."""

    workspace: Workspace
    synthesis: Synthesis
    state_bucket: str

    command: ClassVar[str] = "synth"
    exit_code: ClassVar[int] = 0

    def to_json(self) -> SynthDocument:
        stacks = self.synthesis.stacks
        return {
            "folder": str(self.synthesis.folder),
            "stacks": {stack.name: {"folder": str(stack.folder), "after": stack.depends_on} for stack in stacks},
            "ticket": str(self.synthesis.ticket_file) if self.synthesis.ticket_file else None,
        }


def synth(request: SynthRequest) -> SynthResult:
    """Synthesizes the environment. Raises: UserError."""
    workspace = request.workspace()
    if request.out is None:
        ignored_by_git(workspace.own_folder)
    folder = (request.out or workspace.synthesis_folder).resolve()
    synthesis = synthesize(workspace.spec, workspace.environment_name, workspace.target, folder)
    backend = workspace.target.backend(workspace.names)
    return SynthResult(workspace, synthesis, backend.bucket if isinstance(backend, StateBucket) else "")
