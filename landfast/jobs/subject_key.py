"""What stands for a person in requests: a keyed hash. With the key of their environment all machines of a team have the
same for one person; without it nobody can try names out.

It lies with the requests: here for this account alone, and beside the states for whoever may read those.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from landfast.core.errors import InputError, Problem, UserError
from landfast.core.files import shown, write_durably
from landfast.jobs.record_folder import RecordFolder
from landfast.terraform.access import Records

FILE, SHARED, FORMAT = "key", "key.json", 1
KEY_BYTES = 32


def references(folder: Path, identifier: str) -> Sequence[str]:
    """Of a person: first what is written now; then what this machine wrote before it knew the team's key.

    Raises: InputError for a key that others can read.
    """
    person = unicodedata.normalize("NFC", identifier).strip().encode()
    keys = [_own_key(folder / FILE), *map(_read, sorted(folder.glob(f"{FILE}-*")))]
    return [hmac.new(key, person, hashlib.sha256).hexdigest()[:16] for key in keys]


def take_key(folder: RecordFolder, records: Records | None) -> None:
    """Brings the team's; one of this machine's own stays beside it. Raises: UserError."""
    said = None if records is None else folder.shared(records, SHARED)
    if said is None:
        return
    theirs, path = _parsed(said), folder.here / FILE
    own = _read(path) if path.exists() else theirs
    if own != theirs:
        write_durably(path.with_name(f"{FILE}-{hashlib.sha256(own).hexdigest()[:8]}"), own, 0o600)
    if own != theirs or not path.exists():
        write_durably(path, theirs, 0o600)


def share_key(folder: RecordFolder, records: Records | None) -> None:
    """Makes this machine's the team's, if it has none. Raises: UserError."""
    if records is not None and folder.shared(records, SHARED) is None:
        folder.put(records, SHARED, {"format": FORMAT, "key": _own_key(folder.here / FILE).hex()})


def _own_key(path: Path) -> bytes:
    """Made where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_durably(path, secrets.token_bytes(KEY_BYTES), 0o600)
    return _read(path)


def _read(path: Path) -> bytes:
    if os.name == "posix" and path.stat().st_mode & 0o077:
        step = f"chmod 600 {shown(path)}"
        raise InputError([Problem(shown(path), "can be read by others", "", "this account alone", step)])
    return path.read_bytes()


def _parsed(said: Any) -> bytes:
    try:
        if said["format"] != FORMAT:
            raise ValueError
        return bytes.fromhex(said["key"])
    except (ValueError, KeyError, TypeError):
        raise UserError(
            "subjects/key.json beside the states: is no key that this version reads: upgrade landfast"
        ) from None
