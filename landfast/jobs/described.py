"""The stacks that describe an environment: those that were brought up, else those that its spec would bring up."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from landfast.synth import Synthesis, load_synthesis, synthesize
from landfast.synth.model import MANIFEST
from landfast.targets.workspace import Workspace


@contextmanager
def describing_stacks(workspace: Workspace) -> Iterator[Synthesis]:
    """Its files last as long as the context. Raises: UserError."""
    if (workspace.synthesis_folder / MANIFEST).is_file():
        yield load_synthesis(workspace.synthesis_folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield synthesize(workspace.spec, workspace.environment_name, workspace.target, Path(folder))
