"""A file of several parts with one that says what they are, and a signature over that one.

A zip: the first part names the digests of the others, so that who trusts its bytes trusts them all.
"""

from __future__ import annotations

import json
import stat
import zipfile
from collections import Counter
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
# Bytes of a local header, of a central one and of the end record: PKWARE's APPNOTE 6.3.10, 4.3.7, 4.3.12 and 4.3.16.
BEFORE, LISTED, END = 30, 46, 22


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


def _strays(packed: zipfile.ZipFile, size: int) -> str:
    """What is in the file of `size` bytes that is no part of an archive as it is packed here: another program may read
    that, or another of two parts of one name, than what was verified."""
    infos = packed.infolist()
    twice = [name for name, count in Counter(info.filename for info in infos).items() if count > 1]
    if twice:
        return f"has two parts called {twice[0]}"
    kinds = {info.filename: stat.S_IFMT(info.external_attr >> 16) for info in infos}
    other = next((name for name, kind in kinds.items() if kind not in (0, stat.S_IFREG)), "")
    if other:
        return f"part {other} is no plain file"
    # By the format: what stands before each part, in the directory of them, and at the end, where nothing is added.
    parts = sum(BEFORE + LISTED + 2 * len(info.filename.encode()) + info.compress_size for info in infos)
    return f"holds more than its parts: {size - parts - END} bytes" if size != parts + END else ""


@contextmanager
def unpacking(path: Path) -> Iterator[Archive]:
    """Raises: NotWholeError, also for what its reader does not find in it."""
    try:
        with zipfile.ZipFile(path) as packed:
            if stray := _strays(packed, path.stat().st_size):
                raise NotWholeError(stray)
            yield Archive(packed)
    except OSError as error:
        raise NotWholeError((error.strerror or "can't be read").lower()) from None
    # The last: encrypted, or packed in a way that Python doesn't know.
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, AttributeError, RuntimeError):
        raise NotWholeError("") from None
