"""Runs one engine command at a time for a stack; stops it in order, and finds what an interrupted run left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from landfast.core.errors import UserError
from landfast.core.files import OWN_ONLY, to_json, write
from landfast.core.processes import started_at
from landfast.terraform.record import json_at

GUARD = Path(__file__).with_name("guard.py")
RECORD = "process.json"
POLL_SECONDS = 0.05


class Halt:
    """How far a run has been asked to stop: 0 go on, 1 finish what is under way, 2 kill."""

    level = 0

    def more(self) -> None:
        self.level += 1


class HaltedError(Exception):
    """A command was not run, or not finished, because the run is being stopped."""


@dataclass(frozen=True)
class Completed:
    """What a command said: exit `status`, and the whole of its error stream."""

    status: int
    errors: str


@dataclass(frozen=True)
class Commands:
    """Runs commands in `folder`, one process group each, with a record of the process while it runs."""

    command: Sequence[str]
    folder: Path
    environ: Mapping[str, str]
    halt: Halt = field(default_factory=Halt)

    def run(self, *arguments: str, output: IO[bytes], on_line: Callable[[bytes], None] | None = None) -> Completed:
        """Runs the engine; its output goes to the file `output` itself, and from there, line by line, to `on_line`.

        So the file has every line that the engine wrote, even if this process dies meanwhile.
        Raises: HaltedError if the run is being stopped.
        """
        if self.halt.level:
            raise HaltedError
        with tempfile.TemporaryFile() as errors:
            process = self._start(arguments, output, errors)
            try:
                with Path(output.name).open("rb") if on_line else open(os.devnull, "rb") as reader:  # noqa: PTH123
                    self._follow(process, reader, on_line or (lambda _line: None))
            except BaseException:
                _kill(process.pid)
                process.wait()
                raise
            finally:
                (self.folder / RECORD).unlink(missing_ok=True)
            errors.seek(0)
            completed = Completed(process.returncode, errors.read().decode(errors="replace"))
        if self.halt.level:
            raise HaltedError
        return completed

    def _start(self, arguments: Sequence[str], output: IO[bytes], errors: IO[bytes]) -> subprocess.Popen[bytes]:
        command = [*self.command, *arguments]
        if os.name == "posix":
            command = [sys.executable, "-I", "-S", str(GUARD), str(os.getpid()), *command]
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=dict(self.environ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            # States, their backups and plans may hold secrets.
            umask=OWN_ONLY,
            # Ctrl-C reaches this program only, which then stops the engine once and in order.
            start_new_session=True,
        )
        record = {"pid": process.pid, "started": started_at(process.pid), "command": arguments[0]}
        write(self.folder / RECORD, to_json(record))
        return process

    def _follow(self, process: subprocess.Popen[bytes], reader: IO[bytes], on_line: Callable[[bytes], None]) -> None:
        told, rest = 0, b""
        while True:
            if self.halt.level > told:
                told = self.halt.level
                _stop(process, told)
            ended = process.poll() is not None
            rest += reader.read()
            *lines, rest = rest.split(b"\n")
            for line in lines:
                on_line(line)
            if ended:
                return
            try:
                process.wait(POLL_SECONDS)
            except subprocess.TimeoutExpired:
                continue


def _stop(process: subprocess.Popen[bytes], level: int) -> None:
    if process.poll() is not None:
        return
    if level == 1:
        process.send_signal(signal.SIGINT)
    else:
        _kill(process.pid)


def _kill(pid: int) -> None:
    """Kills a process and all of its group, provider plugins included."""
    try:
        if os.name == "posix":
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return


def settle(folder: Path, patience: float, waiting: Callable[[int], None]) -> bool:
    """Waits until the engine of an interrupted run has ended, at most `patience` seconds, then kills it.

    `waiting` is told its process id if there is one. False if no run was interrupted.
    Raises: UserError if it can't be ended.
    """
    path = folder / RECORD
    if not path.is_file():
        return False
    record = json_at(path)
    pid, started = int(record.get("pid") or 0), str(record.get("started") or "")
    if _alive(pid, started):
        waiting(pid)
        if not _ends(pid, started, patience):
            _kill(pid)
            if not _ends(pid, started, 10):
                raise UserError(f"{folder}: process {pid} of an interrupted run does not end: end it, then run again")
    path.unlink(missing_ok=True)
    return True


def _alive(pid: int, started: str) -> bool:
    return pid > 0 and bool(started) and started_at(pid) == started


def _ends(pid: int, started: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _alive(pid, started):
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True
