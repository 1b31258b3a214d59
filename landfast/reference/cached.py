"""Keeps the pages of code that has not changed: making them takes a dozen synthesized environments."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from landfast.provider import cache
from landfast.synth.files import to_json, write

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = 10
# All that a page is made from.
SOURCES = ("stacks", "modules", "landfast/reference", "landfast/synth")


def stack_pages() -> dict[str, str]:
    """Stack -> its page, whole; made once for each state of the code."""
    kept = cache.folder() / "reference" / f"{_digest()}.json"
    if kept.is_file():
        pages: dict[str, str] = json.loads(kept.read_bytes())
        return pages
    from landfast.reference.page import made_pages

    made = made_pages()
    write(kept, to_json(made))
    for old in sorted(kept.parent.glob("*.json"), key=lambda path: -path.stat().st_mtime)[KEPT:]:
        old.unlink(missing_ok=True)
    return made


def _digest() -> str:
    digest = hashlib.sha256(version("cdktn-provider-google").encode())
    for path in _files():
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:32]


def _files() -> Iterator[Path]:
    for folder in SOURCES:
        yield from (path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".py", ".json"))
