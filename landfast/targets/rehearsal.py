"""The target `rehearsal`: this machine, without account or cost, against the simulated Google Cloud."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.core.errors import Problem
from landfast.targets.target import Session

if TYPE_CHECKING:
    from landfast.modules.names import Names
    from landfast.stacks.backend import StateFiles
    from landfast.stacks.spec import Spec
    from landfast.synth import Synthesis
    from landfast.terraform.access import Patience


# What takes minutes at Google is done here when it is answered.
POLL_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The embedded cloud, kept in the target's folder between runs."""

    name: str = "rehearsal"
    place: str = "rehearsal on this machine, no cost"
    cloud: str = "the rehearsal cloud"
    simulated: bool = True
    asks: bool = False

    @property
    def patience(self) -> Patience:
        """The rehearsal cloud knows of a grant at once."""
        from landfast.terraform.access import Patience

        return Patience()

    def refuse(self, spec: Spec) -> tuple[()]:  # noqa: ARG002  # every spec can be rehearsed
        return ()

    def lost(self, folder: Path) -> tuple[Problem, ...]:
        # The cloud's store, looked for without loading the cloud.
        if any(folder.glob("*.sqlite")):
            return ()
        fact, step = "its cloud is gone: nothing stands of what is listed here", "`landfast up` makes all of it anew"
        return (Problem("rehearsal", fact, next_step=step),)

    def backend(self, names: Names) -> StateFiles:  # noqa: ARG002  # beside the stacks, whatever they are called
        from landfast.stacks.backend import StateFiles

        return StateFiles()

    def get_ready(self) -> None:
        from landfast.provider import schema

        schema.index()

    @contextmanager
    def session(self, folder: Path, synthesis: Synthesis) -> Iterator[Session]:
        from landfast.google.api import GoogleApi
        from landfast.google.birth import GoogleBirth
        from landfast.google.leftovers import GoogleLeftovers
        from landfast.rehearsal import RehearsalCloud, folders_in, images_in, types_in
        from landfast.terraform.access import CloudAccess
        from landfast.terraform.engine import engine_environ

        # The whole schema would cost Terraform more than all else that a command does.
        stacks = [stack.folder for stack in (*synthesis.stacks, *synthesis.retired)]
        cloud_of_run = RehearsalCloud(
            folder, types=types_in(stacks), folders=folders_in(stacks), images=images_in(stacks)
        )
        with cloud_of_run as cloud:
            environ = {**engine_environ(os.environ, isolated=True), **cloud.environ}
            api = GoogleApi(cloud.wire, poll_seconds=POLL_SECONDS)
            leftovers, birth = GoogleLeftovers(api), GoogleBirth(api)
            access = CloudAccess(environ, self.patience, cloud.restore, cloud.search, leftovers, birth)
            yield Session(access, lambda project: len(cloud.resources(project)))
