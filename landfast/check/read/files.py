"""Reads one file of what is checked. What is wrong with it becomes a problem with its place, never an exception."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from landfast.core.errors import Problem, not_utf8

SIZE_LIMIT = 512 << 20


def read_text(path: Path, name: str, problems: list[Problem], limit: int = SIZE_LIMIT) -> str | None:
    """The text of a UTF-8 file; None, and a problem, if it can't be read."""
    try:
        data = path.read_bytes() if path.stat().st_size <= limit else None
    except OSError as error:
        problems.append(Problem(name, f"can't be read ({error.strerror})", next_step="name a readable file"))
        return None
    if data is None:
        problems.append(Problem(name, "is too large", limit=f"{limit >> 20} MiB at most"))
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(not_utf8(name, error))
    return None


def read_json(path: Path, name: str, problems: list[Problem]) -> Any:
    """The content of a JSON file; None, and a problem with the place, if it can't be read."""
    text = read_text(path, name, problems)
    return None if text is None else parsed_json(text, name, problems)


def parsed_json(text: str, name: str, problems: list[Problem]) -> Any:
    """What a text of JSON says; None, and a problem with the place, if it is none."""
    try:
        # A plan is written by a program and may be large; people's files may name a key twice.
        hook = None if '"resource_changes"' in text or '"planned_values"' in text else _unique
        return json.loads(text, object_pairs_hook=hook)
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        problems.append(Problem(place, f"is not valid JSON: {error.msg}", next_step="mend the file"))
    except RecursionError:
        problems.append(Problem(name, "is nested too deeply", next_step="mend the file"))
    except ValueError as error:
        problems.append(Problem(name, f"is not valid JSON: {error!s:.200}", next_step="mend the file"))
    return None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object names {twice[:80]!r} twice")
    return found
