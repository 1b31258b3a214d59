"""Has the engine bring HashiCorp's provider from its registry once, for all rehearsals of this machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from textwrap import shorten

from landfast.core.errors import UserError
from landfast.core.files import to_json, write
from landfast.core.lock import file_lock
from landfast.provider.genuine import SETTINGS, SOURCE, VARIABLE, genuine_folder, write_settings
from landfast.terraform.engine import Engine

SECONDS_TO_BRING = 900
# Where `init` puts what it has brought and verified: unpacked, as a mirror has it.
BROUGHT = ".terraform/providers"


def bring_genuine(engine: Engine, constraint: str, environ: Mapping[str, str]) -> Path:
    """Settings by which `init` takes what was brought, now or before, and asks no network.

    `environ` is an engine's. Raises: UserError where there is no way to the registry.
    """
    folder = genuine_folder() / f"{engine.name}{re.sub(r'[^0-9.]', '', constraint)}"
    settings = folder / SETTINGS
    with file_lock(folder.with_name(f"{folder.name}.lock")):
        if not settings.is_file():
            wanted = {"required_providers": {"google": {"source": SOURCE, "version": constraint}}}
            write(folder / "main.tf.json", to_json({"terraform": wanted}))
            _init(engine, folder, environ)
            write_settings(folder, folder / BROUGHT)
    return settings


def _init(engine: Engine, folder: Path, environ: Mapping[str, str]) -> None:
    command = [*engine.command, "init", "-input=false", "-no-color", "-backend=false"]
    try:
        ended = subprocess.run(
            command, cwd=folder, env=environ, capture_output=True, text=True, timeout=SECONDS_TO_BRING, check=False
        )
        said = ended.stderr or ended.stdout
    except subprocess.TimeoutExpired:
        said = f"no answer in {SECONDS_TO_BRING // 60} minutes"
    else:
        if ended.returncode == 0:
            return
    why = shorten(" ".join(line.strip(" │╷╵") for line in said.splitlines()), 400, placeholder=" …")
    raise UserError(
        f"provider genuine: {engine.name} can't bring {SOURCE}: {why}: name its program by {VARIABLE}=PATH, "
        "or leave out --provider, which rehearses with the stand-in"
    )
