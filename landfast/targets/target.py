"""What a target is to the rest of the program: nothing else asks which one it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from landfast.core.errors import Problem
    from landfast.google.drill import BackedUp, Restored
    from landfast.google.room import Tries
    from landfast.modules.names import Names
    from landfast.rehearsal.given import GivenRole
    from landfast.stacks.backend import Backend
    from landfast.stacks.spec import Spec
    from landfast.synth import Synthesis
    from landfast.terraform.access import CloudAccess, Patience, Records


def _nobody(_roles: Sequence[GivenRole]) -> None:
    """Where grants are others' to make."""


@dataclass(frozen=True, slots=True)
class Session:
    """A target while Terraform works on it.

    `left` counts the resources that a project still has in the cloud; None where nobody can tell. `unanswered` is what
    the cloud was asked by now and can't answer, which a simulated one has. `tries` to leave the room that jobs run in;
    None where they run on this machine. `permit` grants roles, in a simulated cloud.
    `drill` restores a store from its backup, under a name of its own.
    """

    access: CloudAccess
    left: Callable[[str], int | None]
    unanswered: Callable[[], Sequence[str]] = tuple
    tries: Tries | None = None
    permit: Callable[[Sequence[GivenRole]], None] = _nobody
    drill: Callable[[BackedUp], Restored] | None = None


class Target(Protocol):
    """Where an environment is brought up."""

    @property
    def name(self) -> str: ...

    @property
    def place(self) -> str:
        """Where that is, for the title of a run."""

    @property
    def cloud(self) -> str:
        """Its cloud, in the middle of a sentence."""

    @property
    def simulated(self) -> bool:
        """Nothing of it is real: its states are nobody else's, and the ML pipeline runs on this machine."""

    @property
    def endpoint(self) -> str:
        """What answers in Google's place; empty: nothing does, or a cloud of its own."""

    @property
    def asks(self) -> bool:
        """Whether removing an environment needs a person's word."""

    @property
    def provider(self) -> str:
        """What Terraform reaches it with: the stand-in, or the genuine provider."""

    @property
    def patience(self) -> Patience: ...

    def at(self, endpoint: str) -> Target:
        """The same, where `endpoint` answers in Google's place with the token of the environment.

        Raises: InputError where nothing can, or a token may not be sent there.
        """

    def through(self, provider: str | None, folder: Path) -> Target:
        """The same, reached with this provider; None: with the one that the environment in `folder` was made with.

        Raises: InputError for one that it can't be reached with.
        """

    def acting(self, member: str) -> Target:
        """The same, where all is asked for by somebody who may do what is granted alone (`serviceAccount:...`).

        Raises: InputError where a person's own credentials, or another account, say who asks.
        """

    def begin(self, folder: Path) -> None:
        """Keeps what later runs have to know, before anything of an environment is applied. Raises: InputError."""

    def end(self, folder: Path) -> None:
        """Forgets that: nothing of the environment stands."""

    def refuse(self, spec: Spec) -> Sequence[Problem]:
        """What the target needs and the spec lacks."""

    def awaits_image(self, spec: Spec, environment: str) -> bool:
        """Whether somebody has to push the image of the tracking server yet, which is left out until then.

        Raises: UserError.
        """

    def lost(self, folder: Path) -> Sequence[Problem]:
        """That what the states name is gone with its cloud. `folder` is the target's own, beside the spec."""

    def backend(self, names: Names) -> Backend:
        """Where the states of an environment are kept."""

    def records(self, spec: Spec) -> Records | None:
        """Where records are kept beside the states of a spec; None: they are on this machine alone."""

    def get_ready(self) -> None:
        """Computes what a session needs and is computed once per machine; nothing if that has been done."""

    def session(self, folder: Path, synthesis: Synthesis) -> AbstractContextManager[Session]:
        """The way to it for the stacks of a synthesis. `folder` is the target's own, beside the spec."""
