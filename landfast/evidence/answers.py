"""What people wrote: `evidence/*.md` beside the spec, each the answer to one question. Never written by us."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from landfast.core.errors import InputError, Problem
from landfast.core.files import shown
from landfast.core.near import near_misses
from landfast.evidence.words import phrases

FOLDER = "evidence"
ASKED = "ask."
# An answer of a page or two; what is more belongs in a file of its own that the answer names.
MOST_BYTES = 200_000


def answers(home: Path) -> Mapping[str, str]:
    """Id of the question -> Markdown; an empty file answers nothing. Raises: InputError for files that answer none."""
    folder = home / FOLDER
    if not folder.is_dir():
        return {}
    found, problems = {}, []
    for path in sorted(folder.glob("*.md")):
        problem = _problem(path)
        if problem is not None:
            problems.append(problem)
        elif text := path.read_text(encoding="utf-8").strip():
            found[path.stem] = text
    if problems:
        raise InputError(problems)
    return found


def questions() -> list[str]:
    """The ids of all that can be asked."""
    return [key.removeprefix(ASKED) for key in phrases() if key.startswith(ASKED)]


def _problem(path: Path) -> Problem | None:
    known = questions()
    if path.stem not in known:
        near = ", ".join(near_misses(path.stem, known)) or ", ".join(known)
        return Problem(
            shown(path), "answers no question", path.name, f"there are: {near}", "rename it, or move it away"
        )
    try:
        content = path.read_bytes()
        content.decode("utf-8")
    except OSError as error:
        return Problem(shown(path), (error.strerror or "can't be read").lower())
    except UnicodeDecodeError as error:
        return Problem(shown(path), "is not UTF-8", f"byte {error.start}", "", "save it as UTF-8")
    if len(content) > MOST_BYTES:
        limit = f"{MOST_BYTES:,} bytes at most"
        return Problem(shown(path), "is too long", f"{len(content):,} bytes", limit, "name a document instead")
    return None
