"""A file of several parts with one that says what they are, and a signature over that one.

A zip: the first part names the digests of the others, so that who trusts its bytes trusts them all.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from landfast.core.errors import InputError, Problem
from landfast.core.files import replacing, shown, to_json, why_not
from landfast.jobs.signing import Signature, Signer

SIGNED = "signature.json"
# No part of ours is near this; what would be far more is none of ours.
MOST_BYTES = 256 * 1024 * 1024
# A zip remembers no day before this one; the day that counts stands inside.
DAY = (1980, 1, 1, 0, 0, 0)


class NotWholeError(Exception):
    """The file is no archive of ours, or not all of it is there; why, in words."""


@dataclass(frozen=True, slots=True)
class Archive:
    """An open one."""

    packed: zipfile.ZipFile

    def part(self, name: str) -> bytes:
        """Raises: KeyError if there is none of that name, ValueError if it would be too much."""
        if self.packed.getinfo(name).file_size > MOST_BYTES:
            raise ValueError(name)
        return self.packed.read(name)

    @property
    def names(self) -> list[str]:
        """Of its parts, but for the signature."""
        return [name for name in self.packed.namelist() if name != SIGNED]

    @property
    def signature(self) -> Signature | None:
        if SIGNED not in self.packed.namelist():
            return None
        said = json.loads(self.part(SIGNED))
        return Signature(str(said["key"]), str(said["signature"]))


def pack(path: Path, about: str, parts: Mapping[str, bytes], signer: Signer | None) -> Signature | None:
    """Writes it for this account alone, whole or not at all; the part `about` is the one that is signed.

    Raises: InputError if it can't be written.
    """
    signed = signer.sign(parts[about]) if signer else None
    signature = {SIGNED: to_json(asdict(signed))} if signed else {}
    try:
        with replacing(path, 0o600) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in {**parts, **signature}.items():
                packed.writestr(_info(name), content)
    except OSError as error:
        step = "name another file"
        raise InputError([Problem("--out", "can't be written", shown(path), why_not(path, error), step)]) from None
    return signed


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


@contextmanager
def unpacking(path: Path) -> Iterator[Archive]:
    """Raises: NotWholeError, also for what its reader does not find in it."""
    try:
        with zipfile.ZipFile(path) as packed:
            yield Archive(packed)
    except OSError as error:
        raise NotWholeError((error.strerror or "can't be read").lower()) from None
    # The last: encrypted, or packed in a way that Python doesn't know.
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        raise NotWholeError("") from None
