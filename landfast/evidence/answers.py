"""What people wrote: `evidence/*.md` beside the spec, each the answer to one question. Never written by us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from landfast.core.errors import InputError, Problem
from landfast.core.files import shown
from landfast.core.near import near_misses
from landfast.evidence.claims import CLAIMS
from landfast.evidence.obligations import WAIVED, obligations
from landfast.evidence.words import phrases

FOLDER = "evidence"
ASKED = "ask."
FENCE = "---"
# An answer of a page or two; what is more belongs in a file of its own that the answer names.
MOST_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """`written` is the file as it stands; `text` is that without its front matter, whose `claims` are held against the
    facts."""

    written: str
    text: str
    claims: Mapping[str, object]


def answers(home: Path) -> Mapping[str, WrittenAnswer]:
    """By the question's id; an empty file answers nothing. Raises: InputError for files that answer none, or claim what
    no fact tells."""
    folder = home / FOLDER
    if not folder.is_dir():
        return {}
    found, problems = {}, []
    for path in sorted(folder.glob("*.md")):
        problem = _problem(path)
        if problem is not None:
            problems.append(problem)
        elif written := path.read_text(encoding="utf-8").strip():
            answer, wrong = _answer(path, written)
            problems += wrong
            if answer.text or answer.claims:
                found[path.stem] = answer
    if problems:
        raise InputError(problems)
    return found


def questions() -> list[str]:
    """The ids of all that can be asked."""
    return [key.removeprefix(ASKED) for key in phrases() if key.startswith(ASKED)]


def _answer(path: Path, written: str) -> tuple[WrittenAnswer, list[Problem]]:
    """Front matter is YAML between two lines of `---` at the top, with the claims under `claims`."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    lines = written.splitlines()
    if lines[0] != FENCE or FENCE not in lines[1:]:
        return WrittenAnswer(written, written, {}), []
    end = lines.index(FENCE, 1)
    text = "\n".join(lines[end + 1 :]).strip()
    try:
        said = YAML(typ="safe").load("\n".join(lines[1:end])) or {}
        claims = said.get("claims", {})
        unknown = [*(set(said) - {"claims"}), *(set(claims) - set(CLAIMS))]
    except (YAMLError, AttributeError, TypeError):
        step = f"write claims: with NAME: VALUE below, of {', '.join(CLAIMS)}"
        return WrittenAnswer(written, text, {}), [
            Problem(shown(path), "has front matter that can't be read", next_step=step)
        ]
    problems = [
        Problem(f"{shown(path)}: {name}", "claims what no fact tells", "", f"there are: {', '.join(CLAIMS)}")
        for name in sorted(map(str, unknown))
    ]
    return WrittenAnswer(written, text, claims), problems


def _problem(path: Path) -> Problem | None:
    known = [*questions(), *(f"{WAIVED}{one.id}" for one in obligations())]
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
