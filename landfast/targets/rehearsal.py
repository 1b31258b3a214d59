"""The target `rehearsal`: this machine, without account or cost, against the simulated Google Cloud."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from landfast.core.errors import InputError, Problem
from landfast.targets.providers import GENUINE, STAND_IN, ProviderName, chosen, forget, remember
from landfast.targets.target import Session

if TYPE_CHECKING:
    from landfast.google.leftovers import LeftoverScope
    from landfast.modules.names import Names
    from landfast.rehearsal import RehearsalCloud
    from landfast.stacks.backend import StateFiles
    from landfast.stacks.spec import Spec
    from landfast.synth import Synthesis
    from landfast.terraform.access import Patience


# What takes minutes at Google is done here when it is answered.
POLL_SECONDS = 0.01


# The environment of an engine that reaches the cloud, and what it was asked that the cloud can't answer.
Reached = tuple[Mapping[str, str], Callable[[], Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The embedded cloud, kept in the target's folder between runs, behind its own provider or HashiCorp's."""

    provider: ProviderName = STAND_IN
    name: str = "rehearsal"
    cloud: str = "the rehearsal cloud"
    simulated: bool = True
    asks: bool = False
    caller: str = ""
    endpoint: str = ""

    @property
    def place(self) -> str:
        genuine = ", HashiCorp's own provider" if self.provider == GENUINE else ""
        return f"rehearsal on this machine{genuine}, no cost"

    @property
    def patience(self) -> Patience:
        """The rehearsal cloud knows of a grant at once."""
        from landfast.terraform.access import Patience

        return Patience()

    def at(self, endpoint: str) -> Rehearsal:
        limit, step = "a rehearsal is answered by its own cloud", "leave it out, or use --target google"
        raise InputError([Problem("--endpoint", "is a choice of target google", endpoint, limit, step)])

    def through(self, provider: str | None, folder: Path) -> Rehearsal:
        return replace(self, provider=chosen(folder, provider))

    def acting(self, member: str) -> Rehearsal:
        return replace(self, caller=member)

    def begin(self, folder: Path) -> None:
        remember(folder, self.provider)

    def end(self, folder: Path) -> None:
        forget(folder)

    def refuse(self, spec: Spec) -> tuple[()]:  # noqa: ARG002  # every spec can be rehearsed
        return ()

    def awaits_image(self, spec: Spec, environment: str) -> bool:  # noqa: ARG002  # a person's part is taken for done
        return False

    def lost(self, folder: Path) -> tuple[Problem, ...]:
        # The cloud's store, looked for without loading the cloud.
        if any(folder.glob("*.sqlite")):
            return ()
        fact, step = "its cloud is gone: nothing stands of what is listed here", "`landfast up` makes all of it anew"
        return (Problem("rehearsal", fact, next_step=step),)

    def backend(self, names: Names) -> StateFiles:  # noqa: ARG002  # beside the stacks, whatever they are called
        from landfast.stacks.backend import StateFiles

        return StateFiles()

    def records(self, spec: Spec) -> None:  # noqa: ARG002  # nobody else has part in a rehearsal
        return None

    def get_ready(self) -> None:
        from landfast.provider import schema

        schema.index()

    @contextmanager
    def session(self, folder: Path, synthesis: Synthesis) -> Iterator[Session]:
        from landfast.google import resources
        from landfast.google.api import GoogleApi
        from landfast.google.birth import GoogleBirth
        from landfast.google.drill import GoogleDrill
        from landfast.google.ending import GoogleEnding
        from landfast.google.leftovers import GoogleLeftovers
        from landfast.rehearsal import RehearsalCloud, folders_in, images_in, types_in
        from landfast.targets.given import given_in
        from landfast.targets.scope import scope_of
        from landfast.terraform.access import CloudAccess

        # The whole schema would cost Terraform more than all else that a command does.
        stacks = [stack.folder for stack in (*synthesis.stacks, *synthesis.retired)]
        given = given_in(synthesis)
        cloud = RehearsalCloud(
            folder, None, types_in(stacks), folders_in(stacks), images_in(stacks), given, self.caller
        )
        with self._reached(cloud, folder, synthesis) as (environ, unanswered):
            api = GoogleApi(cloud.wire, poll_seconds=POLL_SECONDS)
            scope = scope_of(synthesis)
            leftovers, birth = GoogleLeftovers(api, scope), GoogleBirth(api)
            restore, ending = partial(resources.restore, api), GoogleEnding(api)
            access = CloudAccess(environ, self.patience, restore, cloud.search, leftovers, birth, ending=ending)
            left, drill = partial(_left, cloud, scope=scope), GoogleDrill(api).restored
            yield Session(access, left, unanswered, permit=cloud.permit, drill=drill)

    @contextmanager
    def _reached(self, cloud: RehearsalCloud, folder: Path, synthesis: Synthesis) -> Iterator[Reached]:
        """By the door of the provider."""
        if self.provider == GENUINE:
            from landfast.targets.genuine import genuine_environ

            cloud.prepare()
            with genuine_environ(folder, synthesis, self.caller) as (environ, served):
                yield environ, lambda: served.unanswered
            return
        from landfast.terraform.engine import engine_environ

        with cloud:
            yield {**engine_environ(os.environ, isolated=True), **cloud.environ}, tuple


def _left(cloud: RehearsalCloud, project: str, scope: LeftoverScope) -> int | None:
    """In a project of others, what is left may be theirs."""
    return len(cloud.resources(project)) if scope.is_whole else None
