"""What `init` leaves in a stack's folder, and how it is told that it is no good any more."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from landfast.synth.model import STATE
from landfast.terraform.messages import Diagnostic
from landfast.terraform.record import json_at

PREPARED = ".terraform"
LOCKED = ".terraform.lock.hcl"
# What an engine says of a folder whose plugins, modules or lock are not what `init` left there.
DAMAGED = re.compile(
    r"required plugins are not installed|not match any of the checksums|inconsistent dependency lock file"
    r"|backend initialization required|module not installed|error reading dependency lock|invalid dependency lock"
    r"|there is no package for|exec format error|failed to (load plugin schemas|instantiate provider)"
)


def drop_broken(folder: Path) -> None:
    """Removes what is torn: `init` makes it again, and would stop at the sight of it."""
    prepared, lock = folder / PREPARED, folder / LOCKED
    backend, modules = prepared / STATE, prepared / "modules"
    torn = backend.exists() and "version" not in json_at(backend)
    if torn or any(path.exists() and not path.is_dir() for path in (prepared, modules)):
        drop_prepared(folder)
    if lock.is_file() and not _is_lock(lock.read_bytes()):
        lock.unlink()


def prepared_backend(folder: Path) -> Mapping[str, Any]:
    """Settings of the backend that a folder was prepared for last: where its state is. Empty if that isn't known."""
    backend = json_at(folder / PREPARED / STATE).get("backend")
    settings = backend.get("config") if isinstance(backend, Mapping) else None
    return settings if isinstance(settings, Mapping) else {}


def drop_prepared(folder: Path) -> None:
    prepared = folder / PREPARED
    if prepared.is_dir() and not prepared.is_symlink():
        shutil.rmtree(prepared, ignore_errors=True)
    else:
        prepared.unlink(missing_ok=True)


def is_damaged(diagnostics: tuple[Diagnostic, ...]) -> bool:
    """Whether preparing the folder again may mend what an engine complains about."""
    return any(DAMAGED.search(f"{item.summary} {item.detail}".lower()) for item in diagnostics)


def _is_lock(content: bytes) -> bool:
    """Comments and blocks of providers, to the end."""
    lines = [line.strip() for line in content.splitlines()]
    told = [line for line in lines if line and not line.startswith(b"#")]
    return not told or (told[0].startswith(b"provider ") and told[-1] == b"}" and b"\0" not in content)
