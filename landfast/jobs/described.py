"""The stacks that describe an environment: those that were brought up, else those that its spec would bring up."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from landfast.core.files import ignored_by_git
from landfast.core.lock import run_lock
from landfast.core.progress import silent
from landfast.jobs.provision import synthesized
from landfast.synth import Synthesis, load_synthesis, synthesize
from landfast.synth.model import MANIFEST
from landfast.targets.workspace import Workspace


@contextmanager
def describing_stacks(workspace: Workspace) -> Iterator[Synthesis]:
    """Its files last as long as the context. Raises: UserError."""
    here = standing_stacks(workspace)
    if here is not None:
        yield here
        return
    with tempfile.TemporaryDirectory() as folder:
        yield synthesize(workspace.spec, workspace.environment_name, workspace.target, Path(folder))


def standing_stacks(workspace: Workspace) -> Synthesis | None:
    """Those whose states say what stands; None where none can. Another machine may have brought them up where states
    are not files of this one: then they are made as the spec says, to be asked for. Raises: UserError."""
    if (workspace.synthesis_folder / MANIFEST).is_file():
        return load_synthesis(workspace.synthesis_folder)
    if workspace.target.simulated:
        return None
    ignored_by_git(workspace.own_folder)
    with run_lock(workspace.synthesis_folder):
        return synthesized(workspace, silent)
