"""What jobs on an environment are asked with."""

from __future__ import annotations

import getpass
import socket
from dataclasses import dataclass
from pathlib import Path

from landfast.core.progress import Event
from landfast.targets import DEFAULT
from landfast.targets.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentRequest:
    """An environment of a spec on a target. `spec` None: landfast.yaml here or above; `environment` None: its first.

    `endpoint`: what answers in Google's place, on target google, with the token of the environment.
    `provider` (`stand-in` or `genuine`): what a rehearsal is made with; None: what it was made with, else the stand-in.
    """

    spec: Path | None = None
    environment: str | None = None
    target: str = DEFAULT
    provider: str | None = None
    endpoint: str | None = None

    def workspace(self) -> Workspace:
        """Reads the spec. Raises: InputError with every problem."""
        return Workspace.open(self.spec, self.environment, self.target, self.provider, self.endpoint)


def asked_by(workspace: Workspace) -> str:
    """Whose account, on which machine, does what is asked."""
    google = workspace.spec.google
    acting = f", acting as {google.impersonate}" if google and google.impersonate else ""
    return f"{getpass.getuser()} on {socket.gethostname()}{acting}"


def begun(command: str, workspace: Workspace) -> Event:
    """That a run begins: of what, where, and that a rehearsal is one."""
    spec = workspace.spec
    where = (spec.name, workspace.environment_name, spec.residency.region, workspace.target.place)
    return Event("run", "start", subject=command, detail=" · ".join(where))
