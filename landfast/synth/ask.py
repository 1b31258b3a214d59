"""The child process that synthesizes: started, asked once, ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from landfast.core.children import child_environ
from landfast.synth.node import QUIET, find_node

# -P: no file of where it runs is imported. -O: types of arguments are checked by the kernel, and not before by jsii's
# Python too, which takes it a third of the time.
CHILD = ("-m", "landfast.synth.child")
WHOLE = "--whole"
SECONDS_TO_END = 5.0


def wants_slim() -> bool:
    return not os.environ.get("LANDFAST_WHOLE_BINDINGS")


class Child:
    """One synthesis in a process of its own, which loads the CDK at once and then waits for its request.

    Raises: UserError if there is no Node.js.
    """

    def __init__(self, *, slim: bool) -> None:
        pipe = subprocess.PIPE
        command = (sys.executable, "-P", "-O", *CHILD) if slim else (sys.executable, "-P", *CHILD, WHOLE)
        # A group of its own: Ctrl-C reaches this process only, which then ends the child in order.
        self._process = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=pipe, env=environment_of(slim=slim), start_new_session=True
        )

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to the one request: `stacks`, or `problems`, `user_error`, `crash`. The process has ended then."""
        try:
            answer, said = self._process.communicate(json.dumps(request).encode())
        except BaseException:
            self.end()
            raise
        try:
            found: dict[str, Any] = json.loads(answer)
        except ValueError:
            found = {"crash": said.decode(errors="replace") or f"ended with status {self._process.returncode}"}
        return found

    def end(self) -> None:
        """Ends the process if it has not answered."""
        if self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.communicate(timeout=SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


def environment_of(*, slim: bool) -> dict[str, str]:
    from landfast.core import cache

    # Without it the child would fail in many words, or wait for ever.
    kept = cache.made_folder()
    environ = {
        **child_environ("JSII_", "NODE_"),
        **QUIET,
        "JSII_NODE": find_node(os.environ),
        # Compiling the bindings takes a second, and not every machine keeps the result beside them.
        "PYTHONPYCACHEPREFIX": str(kept / "bytecode"),
        # Small steps in growth: 20 MB less, and no slower.
        "NODE_OPTIONS": "--max-semi-space-size=4",
    }
    if slim:
        # Where a value was made is kept for errors that say it; of ours say which resource it is.
        environ["CDKTN_DISABLE_CREATION_STACK"] = "true"
        # The whole bindings, half a gigabyte when unpacked, stay in jsii's own cache, which forgets them in time.
        environ["JSII_RUNTIME_PACKAGE_CACHE_ROOT"] = str(kept / "jsii")
    return environ
