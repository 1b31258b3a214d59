"""Writes the stacks of an environment as plain Terraform JSON, one folder each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast.core.files import ignored_by_git
from landfast.synth import Synthesis, ahead, synthesize
from landfast.targets import DEFAULT

# The child that synthesizes is started before what reads the spec is loaded: they get ready side by side.
if TYPE_CHECKING:
    from landfast.jobs.documents import SynthDocument
    from landfast.targets.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class SynthRequest:
    """An environment of a spec on a target. `out`: the folder to write to, else one beside the spec."""

    spec: Path | None = None
    environment: str | None = None
    target: str = DEFAULT
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
        }


def synth(request: SynthRequest) -> SynthResult:
    """Synthesizes the environment. Raises: UserError."""
    with ahead() as child:
        from landfast.stacks.backend import StateBucket
        from landfast.targets.workspace import Workspace

        workspace = Workspace.open(request.spec, request.environment, request.target)
        if request.out is None:
            ignored_by_git(workspace.own_folder)
        folder = (request.out or workspace.synthesis_folder).resolve()
        synthesis = synthesize(workspace.spec, workspace.environment_name, workspace.target, folder, child=child)
    backend = workspace.target.backend(workspace.names)
    return SynthResult(workspace, synthesis, backend.bucket if isinstance(backend, StateBucket) else "")
