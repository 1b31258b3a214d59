"""Where the texts of a JSON file stand in it: what `json.loads` does not tell."""

from __future__ import annotations

import json
import re

Path = tuple[str | int, ...]
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)


def text_lines(text: str) -> dict[Path, int]:
    """Keys and indexes that lead to each text -> the line in which it begins, of a file that is valid JSON."""
    found: dict[Path, int] = {}
    # Where one is, in each object and list that is open: a key (None before it is read), or an index.
    at: list[str | int | None] = []
    line, read = 1, 0
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark in "{[":
            at.append(None if mark == "{" else 0)
        elif mark in "}]":
            at.pop()
        elif mark == ",":
            at[-1] = at[-1] + 1 if isinstance(at[-1], int) else None
        elif at and at[-1] is None:
            at[-1] = json.loads(mark) if "\\" in mark else mark[1:-1]
        else:
            line, read = line + text.count("\n", read, match.start()), match.start()
            found[tuple(step for step in at if step is not None)] = line
    return found
