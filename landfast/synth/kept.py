"""What was synthesized is kept: the same request, code and versions give the same stacks, so Node.js need not start.

An entry's name is the digest of all that it depends on. It is written whole or not at all, and holds a checksum: one
that is broken is made again. Whichever was not used for longest goes when all together hold too much.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import sys
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import landfast
from landfast.core import cache
from landfast.core.files import write
from landfast.core.packages import folder_of
from landfast.core.plugins import PluginEntry, entries

FOLDER = "synthesis"
MOST_BYTES = 32_000_000
FORMAT = 1
# All of landfast that the child which synthesizes reads: what it runs, and the facts that go into stacks.
SOURCES = ("core", "gcp", "modules", "stacks", "synth")
# Of a writer that was killed, after which no other is still at it.
_PARTIAL_SECONDS = 600

Stacks = Sequence[Mapping[str, Any]]


def code_digest() -> str:
    """Of landfast's own files as they stand (a checkout's version says nothing of them), Python, packages that
    add stacks, and all installed."""
    digest = hashlib.sha256(f"{FORMAT} {sys.version}".encode())
    root = Path(landfast.__file__).parent
    for name in SOURCES:
        for path in files_in(root / name):
            digest.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    for entry in entries("modules"):
        for path in _files_of(entry):
            digest.update(f"{entry.origin} {path}\n".encode() + path.read_bytes())
    for installed in sorted(distributions()):
        digest.update(f"{installed}\n".encode())
    return digest.hexdigest()


def _files_of(entry: PluginEntry) -> Iterator[Path]:
    """The Python of a package that adds a stack: an editable one is edited without another version. None of one that
    is not there: the spec's reader says so."""
    with suppress(ImportError):
        folder = folder_of(entry.target.partition(":")[0].partition(".")[0])
        yield from (path for path in files_in(folder) if path.suffix == ".py") if folder else ()


def key_of(request: Mapping[str, Any], code: str, *, slim: bool) -> str:
    """Of one synthesis: what the child is asked, and what it is made of."""
    asked = json.dumps([code, slim, request], sort_keys=True)
    return hashlib.sha256(asked.encode()).hexdigest()[:40]


def find(key: str) -> Stacks | None:
    """The stacks that are kept, None if they are not, or not whole."""
    path = _path(key)
    try:
        found = json.loads(gzip.decompress(path.read_bytes()))
        # The one that was used last is the last to go.
        os.utime(path)
    except (OSError, EOFError, ValueError, zlib.error):
        return None
    return found if _is_whole(found) else None


def keep(key: str, stacks: Stacks) -> None:
    """Keeps them if it can: what was asked for is there without it."""
    with suppress(OSError):
        # They name the people of the spec.
        write(_path(key), gzip.compress(json.dumps(stacks).encode(), 1), 0o600)
        _make_room()


def _path(key: str) -> Path:
    return cache.folder() / FOLDER / f"{key}.json.gz"


def _is_whole(found: Any) -> bool:
    fields = {"name", "depends_on", "document", "sources"}
    return (
        isinstance(found, list) and bool(found) and all(isinstance(one, dict) and fields <= set(one) for one in found)
    )


def _make_room() -> None:
    held = 0
    now = time.time()
    for path, stat in sorted(_entries(), key=lambda entry: -entry[1].st_mtime):
        held += stat.st_size
        partial = path.name.startswith(".")
        if held > MOST_BYTES or (partial and now - stat.st_mtime > _PARTIAL_SECONDS):
            path.unlink(missing_ok=True)


def _entries() -> Iterator[tuple[Path, os.stat_result]]:
    for path in (cache.folder() / FOLDER).iterdir():
        # Another process may make room at the same time.
        with suppress(FileNotFoundError):
            yield path, path.stat()


def files_in(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        yield from (Path(place, name) for name in sorted(names))


def distributions() -> Iterator[str]:
    """`name-version.dist-info` of everything that can be imported."""
    for place in filter(None, sys.path):
        with suppress(OSError):
            yield from (name for name in os.listdir(place) if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
