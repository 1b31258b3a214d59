"""Keeps what took long to work out from code that has not changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from landfast.core import cache
from landfast.core.files import to_json, write
from landfast.core.lock import file_lock
from tools import ROOT

KEPT = 10
# All that what is synthesized depends on.
SYNTHESIS = ("core", "gcp", "modules", "stacks", "landfast/synth")


def cached(name: str, sources: Sequence[str], make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What `make` gives, made once for each state of the code in these folders. `name` keeps it apart from others'."""
    file = cache.folder() / name / f"{_digest(sources)}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    # Whoever comes second waits and finds it made.
    with file_lock(file.parent / "making.lock"):
        if file.is_file():
            found: dict[str, str] = json.loads(file.read_bytes())
            return found
        made = make()
        write(file, to_json(made))
    for old in sorted(file.parent.glob("*.json"), key=lambda path: -path.stat().st_mtime)[KEPT:]:
        old.unlink(missing_ok=True)
    return made


def _digest(sources: Sequence[str]) -> str:
    digest = hashlib.sha256(version("cdktn-provider-google").encode())
    for path in _files(sources):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def _files(sources: Sequence[str]) -> Iterator[Path]:
    for folder in sources:
        found = sorted((ROOT / folder).rglob("*"))
        yield from (path for path in found if path.suffix in (".py", ".json", ".lock", ".gz"))
