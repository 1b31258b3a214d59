"""A Node.js with jsii's kernel in it, and the link on which it is told what to do. Standard library only.

jsii itself starts a Node.js that starts another and carries each message between the two, and has Python wait for each
answer. Here the kernel's own program runs alone, from before Python has imported what it needs: both load at once.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from landfast.core.packages import needed

# The descriptor that the program reads from and writes to.
ITS_END = 3
FLAGS = ("--preserve-symlinks", "--max-old-space-size=4069")  # As jsii starts it.
PROGRAM, INDEXER = "program.js", "runtime-index-worker.js"
# What the provider's bindings stand on, in this order.
BASE = ("constructs", "cdktn")
SECONDS_TO_END = 5.0


class KernelLink:
    """Messages to the kernel in the process `pid`; its answers come in the same order."""

    def __init__(self, pid: int, end: socket.socket) -> None:
        self.pid, self._end = pid, end
        self._answers = end.makefile("rb")
        self._owed = 1  # A greeting, which comes unasked.

    def post(self, message: Mapping[str, Any], plain: Callable[[Any], Any] | None = None) -> None:
        """Sends a message whose answer nobody waits for. `plain` makes of an object what JSON has."""
        self._end.sendall(json.dumps(message, default=plain).encode() + b"\n")
        self._owed += 1

    def ask(self, message: Mapping[str, Any], plain: Callable[[Any], Any], hook: Callable[[Any], Any]) -> Any:
        """The answer to a message; `hook` is called with each object in it.

        Raises: EOFError if the kernel has ended, RuntimeError if it refused what was posted before.
        """
        self.post(message, plain)
        while self._owed > 1:
            answer = self._next(None)
            if "ok" not in answer and "hello" not in answer:
                raise RuntimeError(answer.get("error") or "the kernel of jsii asked where nothing was to be asked")
        return self._next(hook)

    def _next(self, hook: Callable[[Any], Any] | None) -> Any:
        line = self._answers.readline()
        if not line:
            raise EOFError("the kernel of jsii has ended")
        self._owed -= 1
        return json.loads(line, object_hook=hook)

    def close(self) -> None:
        """Tells the kernel to end, and returns when it has; one that does not is killed."""
        self._end.settimeout(SECONDS_TO_END)
        try:
            with suppress(ConnectionError):  # It has ended by itself.
                self._end.sendall(b'{"exit":0}\n')
                self._answers.read()
        except TimeoutError:
            os.kill(self.pid, signal.SIGKILL)
        self._end.close()
        os.waitpid(self.pid, 0)


def start(node: str, folder: Path) -> KernelLink:
    """Starts a kernel that loads what all bindings stand on. `folder` is for its program, while it runs.

    Raises: OSError, ModuleNotFoundError or StopIteration if jsii or the bindings are not as expected.
    """
    program = _program(folder)
    ours, its = socket.socketpair()
    with its:
        # A descriptor that is already of the wanted number would be closed by the start of the program.
        other = its.dup() if its.fileno() == ITS_END else its
        quiet = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0), (os.POSIX_SPAWN_DUP2, 2, 1)]
        pid = os.posix_spawn(
            node,
            [node, *FLAGS, str(program)],
            os.environ,
            file_actions=[*quiet, (os.POSIX_SPAWN_DUP2, other.fileno(), ITS_END)],
            setsigdef=[signal.SIGPIPE],
        )
        if other is not its:
            other.close()
    link = KernelLink(pid, ours)
    for package in BASE:
        name, version, archive = _assembly(package)
        link.post({"api": "load", "name": name, "version": version, "tarball": archive})
    return link


def _program(folder: Path) -> Path:
    """jsii's program and what it starts for itself, by the names that they go by among each other."""
    place = folder / "kernel"
    place.mkdir()
    embedded = needed("jsii") / "_embedded" / "jsii"
    for name in (PROGRAM, INDEXER):
        shutil.copyfile(embedded / f"lib__{name}", place / name)
    return place / PROGRAM


def _assembly(package: str) -> tuple[str, str, str]:
    """Name, version and archive of a Python package's JavaScript: `cdktn@0.24.0.jsii.tgz` is all that says them."""
    archive = next((needed(package) / "_jsii").glob("*.jsii.tgz"))
    name, _, version = archive.name.removesuffix(".jsii.tgz").rpartition("@")
    return name, version, str(archive)
