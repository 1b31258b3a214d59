"""Puts a stack's folder in order after a run that was killed: nothing half done is left for the next command."""

from __future__ import annotations

import getpass
import re
import socket

from landfast.synth.model import STATE
from landfast.terraform.adopt import drop_imports
from landfast.terraform.endings import drop_endings, has_failed, next_endings
from landfast.terraform.errors import TerraformError
from landfast.terraform.kept import is_whole, mend
from landfast.terraform.messages import Diagnostic
from landfast.terraform.prepared import is_damaged
from landfast.terraform.process import settle
from landfast.terraform.stack import KILLED, Mode, Plan, Stack

ERRORED = "errored.tfstate"
LOCK_ID = re.compile(r"^\s*ID:\s+(\S+)", re.MULTILINE)
LOCK_OWNER = re.compile(r"^\s*Who:\s+(\S+)", re.MULTILINE)


def recover(stack: Stack, orphan: float) -> None:
    """Before anything else: ends what still runs, removes what is stale, mends what is broken. Raises: UserError.

    `orphan` are the seconds that an engine which lost its landfast may still take to finish.
    """

    def waiting(pid: int) -> None:
        stack.tell("init", "progress", f"waiting for process {pid} of an interrupted run")

    if settle(stack.path, orphan, waiting):
        (stack.path / KILLED).touch()
    stack.forget_plan()
    drop_imports(stack)
    drop_endings(stack)
    if stack.local_state:
        mend(stack.path)
        # The engine's own lock is the operating system's and went with the process; its note stays.
        (stack.path / f".{STATE}.lock.info").unlink(missing_ok=True)


def plan_unlocked(stack: Stack, mode: Mode = "apply") -> Plan:
    """A plan; the lock of an engine that was killed on this machine, which nobody else will ever free, is freed first.

    A folder whose plugins are damaged is prepared again, a job that failed is let go of. Raises: TerraformError.
    """
    killed = stack.path / KILLED
    try:
        plan = stack.plan(mode, patient=not killed.exists())
    except TerraformError as error:
        found = error.diagnostics[stack.folder.name]
        lock = _own_lock(found) if killed.exists() else None
        if lock is not None:
            stack.unlock(lock)
        elif is_damaged(found):
            stack.init_anew()
        elif failed := sorted({item.address for item in found if has_failed(item)}):
            # Nothing that it was to do is done, and its name is taken: it is made again by another.
            stack.forget(failed)
            next_endings(stack, failed)
        else:
            raise
        plan = stack.plan(mode)
    killed.unlink(missing_ok=True)
    return plan


def _own_lock(diagnostics: tuple[Diagnostic, ...]) -> str | None:
    """Id of the lock that a plan met, if this user took it on this machine."""
    here = f"{getpass.getuser()}@{socket.gethostname()}"
    for item in diagnostics:
        identity, owner = LOCK_ID.search(item.detail), LOCK_OWNER.search(item.detail)
        if identity and owner and "state lock" in item.summary and owner[1] == here:
            return identity[1]
    return None


def push_errored(stack: Stack) -> None:
    """Hands in a state that the engine could not write when it had to. Raises: TerraformError."""
    errored = stack.path / ERRORED
    if errored.is_file():
        if is_whole(errored):
            stack.push(errored)
        errored.unlink()
