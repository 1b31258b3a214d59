"""Serves the rehearsal cloud of a folder as Google's REST APIs, while other programs use it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from landfast.core.errors import InputError
from landfast.core.files import ignored_by_git
from landfast.jobs.acting import checked_member
from landfast.rehearsal.serving import Served, serving
from landfast.stacks.spec import load
from landfast.targets.given import BILLING, ORGANIZATION
from landfast.targets.workspace import OWN, find_spec

if TYPE_CHECKING:
    from landfast.jobs.documents import RehearsalServeDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalServeRequest:
    """`folder`: where a spec is looked for, here or above; None: the current one. `port` 0: a free one. `faults`: a
    file of faults to inject. `caller`: whose the token is (`serviceAccount:...`, `user:...`); None: the owner's of all.
    `stand_in`: landfast's provider for Terraform serves the same cloud, for whoever has no binary of HashiCorp's.
    """

    folder: Path | None = None
    port: int = 0
    faults: Path | None = None
    caller: str | None = None
    stand_in: bool = False


@dataclass(frozen=True, slots=True)
class RehearsalServeResult:
    """A wire that answers while the job's context is open. `cloud`: the folder that keeps what stands; `environ`: what
    clients and Terraform are told."""

    served: Served
    cloud: Path
    environ: Mapping[str, str]

    command: ClassVar[str] = "rehearsal serve"
    exit_code: ClassVar[int] = 0
    workspace: ClassVar[None] = None

    def to_json(self) -> RehearsalServeDocument:
        return {
            "url": self.served.url,
            "token": self.served.token,
            "cloud": str(self.cloud),
            "environ": dict(self.environ),
        }


@contextmanager
def rehearsal_serve(request: RehearsalServeRequest) -> Iterator[RehearsalServeResult]:
    """Serves it for as long as the context is open. Raises: UserError, InputError for a wrong file of faults."""
    caller = checked_member(request.caller)
    start = request.folder or Path.cwd()
    try:
        spec = find_spec(start)
        home, given = spec.parent, _given(spec)
    except InputError:
        # Without a spec it is a cloud all the same.
        home, given = start, []
    folder = home / OWN / "rehearsal"
    folder.parent.mkdir(parents=True, exist_ok=True)
    ignored_by_git(folder.parent)
    with serving(folder, request.port, request.faults, given, caller) as served, _provider(request, folder) as told:
        yield RehearsalServeResult(served, folder, {**served.environ, **told})


@contextmanager
def _provider(request: RehearsalServeRequest, folder: Path) -> Iterator[Mapping[str, str]]:
    """What Terraform is told of the stand-in, if it is served, too."""
    if not request.stand_in:
        yield {}
        return
    from landfast.rehearsal import RehearsalCloud

    with RehearsalCloud(folder, request.faults, caller=checked_member(request.caller)) as cloud:
        yield cloud.environ


def _given(path: Path) -> list[tuple[str, str]]:
    """What the environments of a spec are made under, and who pays: each with what it is in."""
    try:
        google = load(path).google
    except InputError:
        # It is being written.
        return []
    if google is None:
        return []
    # As a rehearsal has it where all projects of the spec are others'.
    parent = f"folders/{google.folder}" if google.folder else f"organizations/{google.organization or ORGANIZATION}"
    account = f"billingAccounts/{google.billing_account or BILLING}"
    return [(parent, ""), (account, "" if google.folder else parent)]
