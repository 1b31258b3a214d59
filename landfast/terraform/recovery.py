"""Puts a stack's folder in order after a run that was killed: nothing half done is left for the next command."""

from __future__ import annotations

import json
from pathlib import Path

from landfast.terraform.adopt import drop_imports
from landfast.terraform.process import settle
from landfast.terraform.stack import STATE, Stack

ERRORED = "errored.tfstate"
# How long an engine that lost its landfast may still finish what is under way in the cloud.
PATIENCE = {"rehearsal": 20.0, "google": 1800.0}


def recover(stack: Stack, target: str) -> None:
    """Before anything else: ends what still runs, removes what is stale, mends what is broken. Raises: UserError."""

    def waiting(pid: int) -> None:
        stack.tell("init", "progress", f"waiting for process {pid} of an interrupted run")

    settle(stack.path, PATIENCE[target], waiting)
    stack.forget_plan()
    drop_imports(stack)
    if stack.local_state:
        _mend_state(stack.path)
        # The engine's own lock is the operating system's and went with the process; its note stays.
        (stack.path / f".{STATE}.lock.info").unlink(missing_ok=True)


def push_errored(stack: Stack) -> None:
    """Hands in a state that the engine could not write when it had to. Raises: TerraformError."""
    errored = stack.path / ERRORED
    if errored.is_file():
        if _whole(errored):
            stack.push(errored)
        errored.unlink()


def _mend_state(folder: Path) -> None:
    """The engine writes its state in place: killed in the middle it leaves half a file. The one before is its backup.

    What that one does not know yet, the journal names.
    """
    state, backup = folder / STATE, folder / f"{STATE}.backup"
    if state.is_file() and not _whole(state):
        state.unlink()
        if backup.is_file() and _whole(backup):
            backup.replace(state)


def _whole(path: Path) -> bool:
    try:
        content = json.loads(path.read_bytes())
    except ValueError:
        return False
    return isinstance(content, dict) and "serial" in content
