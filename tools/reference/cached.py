"""Keeps the pages of code that has not changed: making them takes a dozen synthesized environments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from landfast.core import cache
from landfast.core.files import to_json, write

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = 10
# All that a page is made from.
SOURCES = ("stacks", "modules", "tools/reference", "landfast/synth")


def stack_pages() -> dict[str, str]:
    """Stack -> its page, whole; made once for each state of the code."""
    from tools.reference.page import made_pages

    return kept("reference", SOURCES, made_pages)


def kept(name: str, sources: Sequence[str], make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """What `make` gives, made once for each state of the code in these folders. `name` keeps it apart from others'."""
    from filelock import FileLock

    file = cache.folder() / name / f"{_digest(sources)}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    # Whoever comes second waits and finds it made.
    with FileLock(file.parent / "making.lock"):
        if file.is_file():
            pages: dict[str, str] = json.loads(file.read_bytes())
            return pages
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
        yield from (path for path in found if path.suffix in (".py", ".json", ".lock"))
